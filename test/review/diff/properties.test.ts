import fc from 'fast-check';
import { changesOf, composed } from '../../../review/diff/change';
import { diff } from '../../../review/diff/diff';
import type { Rendering } from '../../../review/diff/rendering';
import { renderingOf } from '../../../stacks/compared-manifests';
import { readTree } from '../../../stacks/manifest-folder';

const committed = renderingOf(readTree('manifests'), 'manifests');
const few = committed.filter(({ folder, target }) => target === 'edge' && ['refresh-docs', '_tenant'].includes(folder));

/** The objects with some fields set to other values. */
const edited = (rendering: Rendering, seed: number): Rendering =>
  rendering.map((placed, index) => {
    if ((seed + index) % 5 !== 0) return placed;
    const labels = { ...placed.object.metadata.labels, team: `t${seed}` };
    const spec = Object.assign({}, placed.object.spec, { extra: seed, replicas: seed % 3 });
    return { ...placed, object: { ...placed.object, metadata: { ...placed.object.metadata, labels }, spec } };
  });

/** Equal data whose keys come in the opposite order. */
function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversedKeys(inner)]),
  );
}

test('what is committed differs from itself in nothing', () => {
  expect(committed.length).toBeGreaterThan(150);
  expect(diff(committed, structuredClone(committed) as Rendering)).toEqual([]);
});

test('any data differs from itself in nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(changesOf(value, reversedKeys(value))).toEqual([]);
    }),
  );
});

test('no order of objects or keys decides what is told', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...few], { minLength: few.length }), fc.nat(4), (shuffled, seed) => {
      const expected = diff(few, edited(few, seed));
      expect(expected.length).toBeGreaterThan(2);
      const reversed = edited(few, seed).toReversed();
      expect(diff(shuffled, reversedKeys(reversed) as Rendering)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test('two differences after each other are the difference of first and last', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
      expect(composed(changesOf(a, b), changesOf(b, c))).toEqual(changesOf(a, c));
    }),
  );
});

test('a change that is taken back is none', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(composed(changesOf(a, b), changesOf(b, a))).toEqual([]);
    }),
  );
});
