import fc from 'fast-check';
import { PackedList } from '../../../runtime/engine/packed-list';
import { PackedMap } from '../../../runtime/engine/packed-map';

const id = fc.oneof(
  fc.nat({ max: 30 }).map((n) => `item_${n}`),
  fc.constantFrom('item_5000', 'item_01', 'item_', 'x', ''),
);
const change = fc.record({ id, value: fc.option(fc.jsonValue(), { nil: undefined }) });

test('a packed map holds what a map would, in the same order', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const [packed, map] = [new PackedMap<unknown>(), new Map<string, unknown>()];
      for (const { id, value } of changes) {
        if (value === undefined) expect(packed.delete(id)).toBe(map.delete(id));
        else {
          packed.set(id, value);
          map.set(id, JSON.parse(JSON.stringify(value)));
        }
        expect([packed.size, packed.has(id), packed.get(id)]).toEqual([map.size, map.has(id), map.get(id)]);
      }
      expect([...packed]).toEqual([...map]);
      expect([[...packed.keys()], [...packed.values()]]).toEqual([[...map.keys()], [...map.values()]]);
    }),
    { numRuns: 100 },
  );
});

test('values that were forgotten take no memory, and the others are as they were', () => {
  const list = new PackedList<string>();
  for (let index = 0; index < 5000; index += 1) list.push(`${index} ${'x'.repeat(1000)}`);
  for (const before of [1, 2500, 2499, 4999, 5000, 9000]) list.forget(before);
  list.push('last');
  expect(list.page(5000, 9)).toEqual(['last']);
  expect(() => list.at(0)).toThrow();
  const kept = new PackedList<number>();
  for (let index = 0; index < 3000; index += 1) kept.push(index);
  kept.forget(1234);
  expect(kept.page(1234, 9999)).toEqual(Array.from({ length: 1766 }, (_, index) => index + 1234));
});

test('values of any size lie in a packed list, and take the place of others', () => {
  const list = new PackedList<string>();
  const values = Array.from({ length: 3000 }, (_, index) => (index % 1000 === 7 ? 'ü'.repeat(300_000) : `v${index}`));
  expect(values.map((value) => list.push(value))).toEqual(values.map((_, index) => index));
  list.replace(1, 'another, which is longer');
  expect([...list]).toEqual(values.with(1, 'another, which is longer'));
  expect([list.page(2998, 5), list.page(4000, 5), list.page(0, 1)]).toEqual([['v2998', 'v2999'], [], ['v0']]);
});
