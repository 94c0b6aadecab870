import fc from 'fast-check';
import { canonicalText, derivedRunId } from '../../constructs/run-id';
import { MAX_RUN_ID_LENGTH, RUN_ID_PATTERN } from '../../contract/names';

test('a run is named by its workflow and a hash of its objects', () => {
  expect(derivedRunId('fix-tests', [{ kind: 'Job' }])).toBe('fix-tests-b805ab8b');
});

test('equal objects give the same id, in whatever order they and their fields come', () => {
  const a = { kind: 'Job', spec: { x: 1, y: [1, 2] } };
  const b = { kind: 'Service' };
  const shuffled = { spec: { y: [1, 2], x: 1 }, kind: 'Job' };
  expect(derivedRunId('w', [a, b])).toBe(derivedRunId('w', [b, shuffled]));
});

test('any other field or order of a list is another run', () => {
  const ids = [[{ a: [1, 2] }], [{ a: [2, 1] }], [{ a: [1] }], [{ b: [1, 2] }], []].map((objects) =>
    derivedRunId('w', objects),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id leaves room for a suffix, however long the slug', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,60}$/), (slug) => {
      const id = derivedRunId(slug, []);
      expect(id.length).toBeLessThanOrEqual(MAX_RUN_ID_LENGTH - 2);
      expect(id).toMatch(RUN_ID_PATTERN);
    }),
  );
});

test('canonical text is JSON with sorted keys', () => {
  expect(canonicalText({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  expect(canonicalText({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
});
