import fc from 'fast-check';
import { parseSortBy, sorted } from '../../../language/expressions/sort-by';

const order = <Value>(text: string, values: readonly Value[]): Value[] => {
  const parsed = parseSortBy(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return sorted(values, parsed.value);
};
const n = (values: readonly unknown[]) => values.map((value) => ({ n: value }));

test.each([
  ['n', [3, 1, 10, 2], [1, 2, 3, 10]],
  ['item.n ASC', [3, 1], [1, 3]],
  ['n desc', [3, 1, 10], [10, 3, 1]],
  ['n', ['b', 'a', 'B', 'ä'], ['B', 'a', 'b', 'ä']],
  ['n', [3, null, 1], [1, 3, null]],
  ['n DESC', [3, null, 1], [3, 1, null]],
  ['n DESC NULLS FIRST', [3, null, 1], [null, 3, 1]],
  ['n nulls first', [3, null, 1], [null, 1, 3]],
  ['n NULLS LAST', [null, 1], [1, null]],
  ['n', [{}, 'x', [2], 5, true, null, [1], false, -5], [false, true, -5, 5, 'x', [1], [2], {}, null]],
])('%s puts %j in order', (text, values, expected) => {
  expect(order(text, n(values))).toEqual(n(expected));
});

test('later fields decide where the earlier ones are equal, and missing ones are null', () => {
  const file = (score: number) => ({ File: { score } });
  const fn = (score: number) => ({ Function: { unified_score: { final_score: score } } });
  const text = 'File.score DESC NULLS LAST, Function.unified_score.final_score DESC NULLS LAST';
  expect(order(text, [fn(1), file(2), {}, fn(7), file(9)])).toEqual([file(9), file(2), fn(7), fn(1), {}]);
});

test("a field may be called 'desc' or be an index", () => {
  expect(order('desc DESC, tags[0]', [{ desc: 1, tags: ['b'] }, { desc: 2 }, { desc: 1, tags: ['a'] }])).toEqual([
    { desc: 2 },
    { desc: 1, tags: ['a'] },
    { desc: 1, tags: ['b'] },
  ]);
});

test.each([
  ['', 'must have a field at character 1, got the end', 0],
  ['n DOWN', "must have ASC, DESC, NULLS, a comma or the end at character 3, got 'DOWN'", 2],
  ['n,', 'must have a field at character 3, got the end', 2],
  ['n NULLS', 'must have FIRST or LAST at character 8, got the end', 7],
  ['n DESC ASC', "must have ASC, DESC, NULLS, a comma or the end at character 8, got 'ASC'", 7],
  ['a.constructor', "must not name 'constructor'", 1],
])('%s is refused with its place', (text, message, offset) => {
  expect(parseSortBy(text)).toEqual({ ok: false, message, offset });
});

const values = fc.array(
  fc.record({ n: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.integer({ max: 3, min: 0 })), at: fc.nat() }),
);
const direction = fc.constantFrom('', ' DESC', ' ASC NULLS FIRST', ' DESC NULLS FIRST', ' NULLS LAST');

test('order keeps every value, equal ones in their order, and is the same from any order of different ones', () => {
  const lawful = (items: readonly { n: unknown; at: number }[], by: string) => {
    const numbered = items.map(({ n: value }, at) => ({ n: value, at }));
    const result = order(`n${by}`, numbered);
    expect(result.map(({ at }) => at).sort((a, b) => a - b)).toEqual(numbered.map(({ at }) => at));
    expect(order(`n${by}`, result)).toEqual(result);
    for (const [index, { n: value, at }] of result.entries()) {
      const next = result[index + 1];
      if (next && JSON.stringify(next.n) === JSON.stringify(value)) expect(at).toBeLessThan(next.at);
    }
    const bySize = order(`n${by}, at`, numbered);
    expect(order(`n${by}, at`, [...numbered].reverse())).toEqual(bySize);
  };
  fc.assert(fc.property(values, direction, lawful));
});

test('any text is an order or has a place where it is none', () => {
  const total = (text: string) => {
    const parsed = parseSortBy(text);
    if (!parsed.ok) expect(parsed.offset).toBeLessThanOrEqual(text.length);
    else expect(sorted([{}, { a: 1 }], parsed.value)).toHaveLength(2);
  };
  const part = fc.constantFrom('a', '.', ',', ' ', 'DESC', 'NULLS', 'first', '[0]', "['", '"', '-');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((parts) => parts.join(' ')),
      ),
      total,
    ),
  );
});
