import { formatGivenItems, parseGivenItems } from '../../contract/given-items';

const ITEMS = [
  { id: 'item_0', data: { path: 'a "b"\n' } },
  { id: 'item_12', data: null },
];

test('what was printed is read again, an item a line', () => {
  const text = formatGivenItems(ITEMS);
  expect(text.split('\n')).toHaveLength(5);
  expect(parseGivenItems(text)).toEqual(ITEMS);
});

test.each([
  [[], "'items' must hold an item, got none: leave it out"],
  [['../x'], `'items' must have ids of letters, digits, _ and -, got "../x": such as item_3`],
  [['a', 'b', 'a'], "'items' must have an id each, got a twice: leave one of them out"],
])('ids %j are refused', (ids, message) => {
  expect(() => formatGivenItems(ids.map((id) => ({ id, data: 1 })))).toThrow(new Error(message));
});
