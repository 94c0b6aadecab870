import { type Parsed, parsing } from '../parsed';
import { canonicalJson } from './compare';
import { type FieldPath, fieldOf, readFirstAndPath } from './field-path';
import { Lexer } from './lexer';

/** One field to sort by. */
export interface SortKey {
  readonly path: FieldPath;
  readonly descending: boolean;
  /** Position of items where the field is null or missing, in either direction. */
  readonly nullsFirst: boolean;
}

/** `path [ASC|DESC] [NULLS FIRST|LAST], …`. Default: ascending, nulls last. */
export function parseSortBy(text: string): Parsed<readonly SortKey[]> {
  return parsing(text, () => {
    const lexer = new Lexer(text);
    const keys = [readKey(lexer)];
    while (lexer.accepts(',')) keys.push(readKey(lexer));
    if (lexer.peek().kind !== 'end') throw lexer.unexpected('ASC, DESC, NULLS, a comma or the end');
    return keys;
  });
}

function readKey(lexer: Lexer): SortKey {
  const path = readFirstAndPath(lexer);
  const direction = acceptWord(lexer, ['asc', 'desc']);
  const nulls = acceptWord(lexer, ['nulls']);
  const place = nulls && acceptWord(lexer, ['first', 'last']);
  if (nulls && !place) throw lexer.unexpected('FIRST or LAST');
  return { path, descending: direction === 'desc', nullsFirst: place === 'first' };
}

function acceptWord(lexer: Lexer, words: readonly string[]): string | undefined {
  const { kind, text } = lexer.peek();
  const word = kind === 'name' ? words.find((known) => known === text.toLowerCase()) : undefined;
  if (word !== undefined) lexer.take();
  return word;
}

/** The same values sorted; the sort is stable. */
export function sorted<Value>(values: readonly Value[], keys: readonly SortKey[]): Value[] {
  // Each field is read once per value, not once per comparison.
  const ranked = values.map((value) => ({ value, fields: keys.map(({ path }) => rankOf(fieldOf(value, path))) }));
  ranked.sort((a, b) => {
    for (const [index, key] of keys.entries()) {
      const order = compareRanks(a.fields[index]!, b.fields[index]!, key);
      if (order !== 0) return order;
    }
    return 0;
  });
  return ranked.map(({ value }) => value);
}

interface Rank {
  /** Rank of the value's type; -1 for null or missing. */
  readonly kind: number;
  readonly value: number | string;
}

/** Order: booleans, numbers, text (by UTF-16 code units, independent of locale), lists, objects (by their JSON). */
function rankOf(value: unknown): Rank {
  if (value === undefined || value === null) return { kind: -1, value: 0 };
  if (typeof value === 'boolean') return { kind: 0, value: Number(value) };
  if (typeof value === 'number') return { kind: 1, value };
  if (typeof value === 'string') return { kind: 2, value };
  return { kind: Array.isArray(value) ? 3 : 4, value: canonicalJson(value) };
}

function compareRanks(a: Rank, b: Rank, { descending, nullsFirst }: SortKey): number {
  if (a.kind < 0 && b.kind < 0) return 0;
  if (a.kind < 0 || b.kind < 0) return a.kind < 0 === nullsFirst ? -1 : 1;
  const order = a.kind - b.kind || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
  return descending ? -order : order;
}
