import fc from 'fast-check';
import { base } from '../../stacks/base';
import { clusterNamed } from '../../stacks/clusters';
import { type FactChanges, inOrder, layer, overlay, settled } from '../../stacks/overlay';

const production = clusterNamed('production');
const { name: _, ...facts } = production;
const cluster = layer(facts, 'cluster');
const over = (changes: FactChanges) => settled('a', overlay(cluster, layer(changes, 'above')));

test('a layer changes what it says and nothing beside it', () => {
  expect(over({ storage: { queueSize: '5Gi' } })).toEqual({
    ...production,
    name: 'a',
    storage: { ...production.storage, queueSize: '5Gi' },
  });
});

test('a list replaces a list', () => {
  expect(over({ crds: ['a.example.com'] }).crds).toEqual(['a.example.com']);
});

test('an entry by name is added, replaced whole, or taken away', () => {
  const both = over({ storageClasses: { slow: { accessModes: [], expandable: false } } });
  expect(Object.keys(both.storageClasses ?? {})).toEqual(['gp3', 'slow']);
  expect(over({ storageClasses: { gp3: null } }).storageClasses).toBeUndefined();
});

test('null takes a fact or a whole group away', () => {
  expect(over({ version: null }).version).toBeUndefined();
  expect(over({ prices: null }).prices).toBeUndefined();
});

test('a fact that every target has cannot be taken away', () => {
  expect(() => over({ storage: { storageClass: null } })).toThrow(
    new Error("above: 'storage.storageClass' must be given, got nothing: see contract/cluster-facts.ts"),
  );
});

test.each<[unknown, string]>([
  [{ storge: {} }, "above: 'cluster' must hold known facts only, got storge: did you mean storage?"],
  [{ name: 'b' }, "above: 'name' must be left out here, got one: a target is named after its cluster and environment"],
  [{ quota: { podz: 1 } }, "above: 'quota' must hold known facts only, got podz: did you mean pods?"],
  [{ quota: 'large' }, `above: 'quota' must be a group of facts, got "large": see contract/cluster-facts.ts`],
  [
    { storageClasses: null },
    `above: 'storageClasses' must be a group of facts, got null: see contract/cluster-facts.ts`,
  ],
  [
    JSON.parse('{"__proto__":{"a":1}}'),
    "above: 'cluster' must hold known facts only, got __proto__: see contract/cluster-facts.ts",
  ],
  [{ constructor: 1 }, "above: 'cluster' must hold known facts only, got constructor: see contract/cluster-facts.ts"],
])('%j is no change of facts', (changes, message) => {
  expect(() => over(changes as FactChanges)).toThrow(new Error(message));
});

test('a wrong value is told with the place that it came from', () => {
  expect(() => over({ maxAgents: 0 })).toThrow(/^above: 'maxAgents' must be an integer from 1 to 1000, got 0: /);
});

test('no name reaches a prototype', () => {
  const secrets = JSON.parse(
    '{"__proto__":{"source":"env","variable":"A"},"toString":{"source":"env","variable":"B"}}',
  );
  const { secrets: merged } = over({ secrets });
  expect(Object.keys(merged ?? {})).toEqual(['toString']);
  expect(({} as Record<string, unknown>).source).toBeUndefined();
});

test('every fact tells where it comes from', () => {
  const merged = overlay(layer(base, 'base'), cluster, layer({ maxAgents: 3 }, '--max-parallel'));
  const origins = Object.fromEntries(inOrder(merged).map(({ path, origin }) => [path.join('.'), origin]));
  expect(origins).toMatchObject({
    maxAgents: '--max-parallel',
    namespace: 'cluster',
    'storageClasses.gp3': 'cluster',
    'git.lfs': 'base',
  });
});

/** Any layer: some facts with values of their kind, or nothing at all. */
const changes: fc.Arbitrary<FactChanges> = fc.record(
  {
    namespace: fc.constantFrom('a', 'b'),
    version: fc.constantFrom('1.33', '1.34', null),
    maxAgents: fc.integer({ min: 1, max: 9 }),
    storage: fc.record(
      { queueSize: fc.constantFrom('1Gi', '2Gi'), storageClass: fc.constantFrom('x', 'y') },
      { requiredKeys: [] },
    ),
    storageClasses: fc.dictionary(
      fc.constantFrom('x', 'y', 'z.a'),
      fc.option(fc.record({ accessModes: fc.constant(['ReadWriteOnce'] as const), expandable: fc.boolean() })),
    ),
    crds: fc.option(fc.subarray(['a.example.com', 'b.example.com'])),
    prices: fc.constantFrom(null, { currency: 'EUR', cpuHour: 1, memoryGibHour: 1, storageGibMonth: 1 }),
  },
  { requiredKeys: [] },
);
const layers = fc.tuple(changes, changes, changes).map((all) => all.map((one, index) => layer(one, `layer ${index}`)));
const text = (merged: ReturnType<typeof overlay>) => JSON.stringify(settled('a', overlay(cluster, merged)));

test('merging is associative', () => {
  fc.assert(
    fc.property(layers, ([a, b, c]) => {
      const left = overlay(overlay(a!, b!), c!);
      const right = overlay(a!, overlay(b!, c!));
      expect(Object.fromEntries(left)).toEqual(Object.fromEntries(right));
      expect(text(left)).toBe(text(right));
    }),
  );
});

test('the later layer wins, and a layer merged with itself or with nothing is itself', () => {
  fc.assert(
    fc.property(layers, ([a, b]) => {
      const merged = overlay(a!, b!);
      for (const [path, fact] of b!) expect(merged.get(path)).toBe(fact);
      for (const [path, fact] of a!) if (!b!.has(path)) expect(merged.get(path)).toBe(fact);
      expect(overlay(a!, a!, layer({}, 'nothing'))).toEqual(a);
    }),
  );
});

test('the order in which facts are written changes nothing, byte for byte', () => {
  const reversed = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
        )
      : value;
  fc.assert(
    fc.property(changes, (one) => {
      expect(text(layer(reversed(one) as FactChanges, 'a'))).toBe(text(layer(one, 'a')));
    }),
  );
});
