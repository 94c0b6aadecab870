import { FORBIDDEN_NAMES, ownValue } from '../own-value';
import { GrammarError, type Parsed, parsing } from '../parsed';
import { Lexer } from './lexer';

/** Path to a field: `location.lines[0]` → `['location', 'lines', '0']`. */
export type FieldPath = readonly string[];

/** Parse a field of an item: `location.file`, `tags[0]`, `['odd name'].x`, each with an optional `item.` prefix. */
export function parseFieldPath(text: string): Parsed<FieldPath> {
  return parsing(text, () => {
    const lexer = new Lexer(text);
    const path = readFirstAndPath(lexer);
    if (lexer.peek().kind !== 'end') throw lexer.unexpected('the end of the field');
    return path;
  });
}

/** Read a path, which starts with a name or a quoted name in brackets. */
export function readFirstAndPath(lexer: Lexer): FieldPath {
  const { kind, text } = lexer.peek();
  if (kind === 'operator' && text === '[') return readPath(lexer, undefined);
  if (kind !== 'name') throw lexer.unexpected('a field');
  lexer.take();
  return readPath(lexer, text);
}

/** Read the rest of a path after its first name. */
export function readPath(lexer: Lexer, first: string | undefined): FieldPath {
  const path = first === undefined ? [] : [first];
  while (true) {
    const { start } = lexer.peek();
    if (lexer.accepts('.')) path.push(readSegment(lexer, ['name', 'number'], 'a field'));
    else if (lexer.accepts('[')) {
      path.push(readSegment(lexer, ['number', 'text'], 'an index or a name in quotes'));
      lexer.expect(']');
    } else break;
    checkName(path.at(-1)!, start);
  }
  if (first !== undefined) checkName(first, 0);
  return path;
}

function readSegment(lexer: Lexer, kinds: readonly string[], wanted: string): string {
  const { kind, text } = lexer.peek();
  if (!kinds.includes(kind) || (kind === 'number' && !/^\d+$/.test(text))) throw lexer.unexpected(wanted);
  lexer.take();
  return text;
}

function checkName(name: string, offset: number): void {
  if (FORBIDDEN_NAMES.has(name)) throw new GrammarError(`must not name '${name}'`, offset);
}

/**
 * The value of a field, undefined if there is none. Unless the item has a field named `item`, `item.x` means `x`, and
 * `item` (or `item.value`, if the item is not an object) means the item itself.
 */
export function fieldOf(data: unknown, path: FieldPath): unknown {
  const value = path.reduce(ownValue, data);
  if (value !== undefined || path[0] !== 'item' || ownValue(data, 'item') !== undefined) return value;
  const isScalar = typeof data !== 'object' || data === null;
  if (isScalar && path.length === 2 && path[1] === 'value') return data;
  return path.slice(1).reduce(ownValue, data);
}
