import { type JsonValue, query } from 'jsonpath-rfc9535';
import type { Item } from '../contract/journal';

/** Which items of a document are taken. */
export interface ItemSelection {
  /** RFC 9535 JSONPath; undefined or '' takes an array's elements, or another document itself. */
  readonly jsonPath: string | undefined;
  /** Only the first so many. */
  readonly maxItems: number | undefined;
}

/**
 * The items of an input file.
 * @param text a JSON document.
 * @param source the file, for messages.
 * @throws Error where it is no JSON or the JSONPath is none.
 */
export function itemsOfFile(text: string, source: string, selection: ItemSelection): Item[] {
  const document = parseJson(text);
  if (document === undefined) {
    throw new Error(`'${source}' must hold a JSON document, got ${preview(text)}: write the items as JSON`);
  }
  return numbered(select(document.value, selection), selection);
}

/**
 * The items of a command's output: of the JSON document that it is, or one per line, where a line that is no JSON
 * becomes `{"item": "<line>"}`. Blank lines count for nothing.
 * @throws Error where the JSONPath is none.
 */
export function itemsOfOutput(output: string, selection: ItemSelection): Item[] {
  const document = parseJson(output);
  if (document !== undefined) return numbered(select(document.value, selection), selection);
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  const values = lines.map((line) => {
    const parsed = parseJson(line);
    return parsed === undefined ? { item: line } : parsed.value;
  });
  return numbered(values, selection);
}

function select(document: JsonValue, { jsonPath }: ItemSelection): JsonValue[] {
  if (jsonPath === undefined || jsonPath === '') return Array.isArray(document) ? document : [document];
  try {
    return query(document, jsonPath);
  } catch (error) {
    throw new Error(
      `'json_path' must be a JSONPath expression (RFC 9535), got ${jsonPath}: ${(error as Error).message}`,
    );
  }
}

/** Prodigy's names of items: their place in the list. */
const numbered = (values: readonly JsonValue[], { maxItems }: ItemSelection): Item[] =>
  values.slice(0, maxItems).map((data, index) => ({ id: `item_${index}`, data }));

/** A box, since `null` is a document too. */
function parseJson(text: string): { readonly value: JsonValue } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) as JsonValue };
  } catch {
    return undefined;
  }
}

const MAX_SHOWN = 60;

const preview = (text: string): string =>
  JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
