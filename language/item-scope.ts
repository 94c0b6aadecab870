import type { Item } from '../contract/journal';

/**
 * Variables for the steps of one item:
 *
 * - `${item}`: the item, as compact JSON if it is an object, and `${item.a.b}`, `${item.tags[0]}` its parts;
 * - `${item.value}`: an item that is not an object or list;
 * - `${item_json}`: the item as JSON, whatever its type;
 * - `${item_id}`, `${item_index}` (from 0), `${item_total}`.
 */
export function itemVariables(item: Item, index: number, total: number): Record<string, unknown> {
  const isScalar = typeof item.data !== 'object' || item.data === null;
  return {
    item: item.data,
    ...(isScalar ? { 'item.value': item.data } : {}),
    item_json: JSON.stringify(item.data),
    item_id: item.id,
    item_index: index,
    item_total: total,
  };
}
