import {
  Composer,
  type CST,
  type Document,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
  type YAMLParseError,
} from 'yaml';
import { byPosition, type Finding } from '../finding';
import type { Position } from '../workflow';
import { YamlLimit } from './limits';
import { PlainValues, pathKey, UnusableYaml, type YamlPath, type YamlPlace } from './plain-value';
import { scalarOffset } from './scalar-offset';

/** A YAML document as plain values with their positions. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** Position of the value at `path`, or of the nearest enclosing value if there is none. */
  at(path: YamlPath): Position;
  /** Position of the key of `path`, or of the value if it has no key. */
  atKey(path: YamlPath): Position;
  /** Position of a character in the text at `path`; its length for the end. */
  within(path: YamlPath, offset: number): Position;
  /** The scalar at `path` as written, without quotes: `1.10` stays `1.10`. */
  written(path: YamlPath): string | undefined;
}

export type YamlResult =
  | { readonly ok: true; readonly source: YamlSource; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly errors: readonly Finding[] };

/**
 * Read one YAML 1.2 document. {@link YamlLimit} applies before anything recursive touches it; duplicate keys, further
 * documents and values that JSON cannot represent are errors. Never throws.
 *
 * @param what the file is, for messages. @default a workflow file
 */
export function readYaml(text: string, file: string, what = 'a workflow file'): YamlResult {
  const lines = new LineCounter();
  const finding = (message: string, offset: number, severity: Finding['severity'] = 'error'): Finding => {
    const { line, col } = lines.linePos(offset);
    return { severity, message, file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const bytes = Buffer.byteLength(text);
  if (bytes > YamlLimit.BYTES) {
    const message = `${what} must have at most ${YamlLimit.BYTES} bytes, got ${bytes}`;
    return { ok: false, errors: [finding(message, 0)] };
  }
  try {
    const document = compose(text, lines, what);
    const errors = document.errors.map((error) =>
      finding(`not valid YAML: ${error.message}${hintFor(error)}`, error.pos[0]),
    );
    if (errors.length > 0) return { ok: false, errors: errors.sort(byPosition) };
    const warnings = document.warnings.map((warning) => finding(warning.message, warning.pos[0], 'warning'));
    const values = new PlainValues(document, what);
    return { ok: true, source: yamlSource(file, text, values.read(), values.places, lines), warnings };
  } catch (error) {
    const offset = error instanceof UnusableYaml ? error.offset : 0;
    return { ok: false, errors: [finding((error as Error).message, offset)] };
  }
}

/** Hint for the most common mistake in real files: a command such as `echo "Done: yes"` without quotes around it. */
const hintFor = ({ code }: YAMLParseError): string =>
  code === 'BLOCK_AS_IMPLICIT_KEY' ? ": put a text that holds ': ' into quotes, or write it below '|'" : '';

function compose(text: string, lines: LineCounter, what: string): Document {
  const tokens = parse(text, lines, what);
  const [first, second] = new Composer<ParsedNode>({ version: '1.2', uniqueKeys: false }).compose(
    tokens,
    true,
    text.length,
  );
  if (second) throw new UnusableYaml(`${what} must have one document, got several`, second.range[0]);
  return first as Document;
}

/** Parse, but stop if the nesting is too deep: the composer recurses per level and would overflow the stack. */
function parse(text: string, lines: LineCounter, what: string): CST.Token[] {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > YamlLimit.LEXEMES)
      throw new UnusableYaml(`a workflow file must have at most ${YamlLimit.LEXEMES} words and marks`, parser.offset);
    tokens.push(...parser.next(lexeme));
    // The stack contains a document and at most one scalar besides the open collections.
    if (parser.stack.length > YamlLimit.DEPTH + 2) {
      throw new UnusableYaml(`${what} must have at most ${YamlLimit.DEPTH} levels of nesting`, parser.offset);
    }
  }
  return [...tokens, ...parser.end()];
}

function yamlSource(
  file: string,
  text: string,
  value: unknown,
  places: Map<string, YamlPlace>,
  lines: LineCounter,
): YamlSource {
  const place = (path: YamlPath): YamlPlace =>
    places.get(pathKey(path)) ??
    (path.length === 0 ? { value: 0, key: 0, source: undefined } : place(path.slice(0, -1)));
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  return {
    file,
    value,
    at: (path) => position(place(path).value),
    within: (path, offset) => {
      const { value: start, source } = place(path);
      return position(source === undefined ? start : scalarOffset(text, start, source, offset));
    },
    atKey: (path) => position(place(path).key ?? place(path).value),
    written: (path) => places.get(pathKey(path))?.source,
  };
}
