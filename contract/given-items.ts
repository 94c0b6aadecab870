import type { Item } from './journal';

/** Ids become parts of branch names and file names. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

/**
 * Print the items that a run gets instead of those of `map.input`: JSON, one item per line.
 * @throws Error if there are none, or if one has no valid, unique id.
 */
export function formatGivenItems(items: readonly Item[]): string {
  if (items.length === 0) throw new Error("'items' must hold an item, got none: leave it out");
  const known = new Set<string>();
  for (const { id } of items) {
    if (!ID.test(id))
      throw new Error(`'items' must have ids of letters, digits, _ and -, got ${JSON.stringify(id)}: such as item_3`);
    if (known.has(id)) throw new Error(`'items' must have an id each, got ${id} twice: leave one of them out`);
    known.add(id);
  }
  return `[\n${items.map(({ id, data }) => JSON.stringify({ id, data })).join(',\n')}\n]\n`;
}

/** Read what {@link formatGivenItems} printed. */
export const parseGivenItems = (text: string): readonly Item[] => JSON.parse(text) as readonly Item[];
