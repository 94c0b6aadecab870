import { type JsonValue, query } from 'jsonpath-rfc9535';
import type { Item } from '../contract/journal';
import { canonicalJson } from './expressions/compare';
import { type FieldPath, fieldOf, parseFieldPath } from './expressions/field-path';
import { parseFilter } from './expressions/filter';
import { parseSortBy, sorted } from './expressions/sort-by';
import { checked } from './parsed';
import type { MapPhase } from './workflow';

/** Which items of a document to take, and in which order. */
export type ItemSelection = Pick<MapPhase, 'jsonPath' | 'filter' | 'sortBy' | 'distinct' | 'offset' | 'maxItems'>;

/**
 * The items in an input file.
 * @param text a JSON document.
 * @param source the file, for messages.
 * @throws Error if it is not JSON, or an expression of the selection is invalid.
 */
export function itemsOfFile(text: string, source: string, selection: ItemSelection): Item[] {
  const document = parseJson(text);
  if (document === undefined) {
    throw new Error(`'${source}' must hold a JSON document, got ${preview(text)}: write the items as JSON`);
  }
  return numbered(select(document.value, selection), selection);
}

/**
 * The items in a command's output: from the JSON document that it is, or one per line, where a line that is not JSON
 * becomes `{"item": "<line>"}`. Blank lines are ignored. A `json_path` that starts with list elements, such as `$[*]`,
 * applies to the list of lines, even if it has only one; any other applies to a document and not to lines.
 * @throws Error if an expression of the selection is invalid.
 */
export function itemsOfOutput(output: string, selection: ItemSelection): Item[] {
  const document = parseJson(output);
  const isOfList = OF_LIST.test(selection.jsonPath ?? '');
  if (document !== undefined) {
    const { value } = document;
    return numbered(select(isOfList && !Array.isArray(value) ? [value] : value, selection), selection);
  }
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  const values = lines.map((line) => {
    const parsed = parseJson(line);
    return parsed === undefined ? { item: line } : parsed.value;
  });
  return numbered(isOfList ? select(values, selection) : values, selection);
}

/** A JSONPath whose first segment is in brackets and is not a name: `$['files']` applies to an object. */
const OF_LIST = /^\$\s*\[\s*[^'"\s]/;

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

/** The selected items in order, with Prodigy's ids: their place in the list. */
function numbered(values: readonly JsonValue[], selection: ItemSelection): Item[] {
  const { filter, sortBy, distinct, offset, maxItems } = selection;
  let wanted = values;
  if (filter !== undefined) wanted = wanted.filter(checked('filter', parseFilter(filter)));
  if (sortBy !== undefined) wanted = sorted(wanted, checked('sort_by', parseSortBy(sortBy)));
  if (distinct !== undefined) wanted = firsts(wanted, checked('distinct', parseFieldPath(distinct)));
  const end = maxItems === undefined ? wanted.length : Math.min(offset + maxItems, wanted.length);
  // Avoids a second copy of the list: there may be 100,000 values.
  return Array.from({ length: Math.max(0, end - offset) }, (_, index) => ({
    id: `item_${index}`,
    data: wanted[offset + index] as JsonValue,
  }));
}

function firsts(values: readonly JsonValue[], path: FieldPath): JsonValue[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = canonicalJson(fieldOf(value, path) ?? null);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

/** Boxed, because `null` is a valid document too. */
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
