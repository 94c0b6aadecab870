import * as fc from 'fast-check';
import { parseQuantity } from '../../../contract/quantity';
import { quota } from '../../../review/preflight/quota';
import { claim, complaints, job, production, statefulSet } from '../subjects';

const container = (cpu: string, memory = '1Gi') => ({
  name: 'c',
  resources: { requests: { cpu: '100m', memory }, limits: { cpu, memory } },
});
const agents = (parallelism: number, cpu = '4') => job({ parallelism }, { containers: [container(cpu)] });
/** Of the size of a run's own: 2 and 1 CPU. */
const state = [
  statefulSet('workspace', { initContainers: [container('2')], containers: [container('2')] }),
  statefulSet('redis', { initContainers: [container('500m')], containers: [container('1')] }),
];

test('a quota of 100 CPU holds 24 agents of 4 beside workspace and Redis, not 100', () => {
  expect(complaints(quota, [...state, agents(100)])).toEqual([
    {
      about: 'agents',
      severity: 'error',
      text: "'spec.parallelism' must be at most 24, got 100: use 24 agents, or raise limits.cpu of the namespace from 100 to 403",
      reason:
        'limits.cpu is 4 per agent and 3 for all other pods together; ' +
        'pods beyond the quota are not created, and the workspace or Redis may be among them',
    },
  ]);
});

test('as many agents as fit are no reason to complain, but two such runs at once are worth knowing', () => {
  expect(complaints(quota, [...state, agents(24)])).toEqual([
    {
      about: 'agents',
      severity: 'info',
      text: "'spec.parallelism' must be at most 11 if two such runs share the namespace, got 24: use 11 agents each, or run them one after the other",
      reason: 'limits.cpu of the namespace has room for one such run, not two',
    },
  ]);
  expect(complaints(quota, [...state, agents(11)])).toEqual([]);
});

test('two runs that cannot share the namespace at all are told to take turns', () => {
  const [found] = complaints(quota, [statefulSet('workspace', { containers: [container('60')] }), agents(1)]);
  expect(found?.text).toBe(
    "'spec.parallelism' must be at most 0 if two such runs share the namespace, got 1: run them one after the other",
  );
});

test('what the namespace holds for all runs takes its part', () => {
  const cache = statefulSet('cache', { containers: [container('2')] });
  expect(complaints(quota, [...state, agents(24)], {}, [cache])[0]).toMatchObject({
    severity: 'error',
    text: "'spec.parallelism' must be at most 23, got 24: use 23 agents, or raise limits.cpu of the namespace from 100 to 101",
  });
});

test.each([
  ['requests.cpu', { requests: { cpu: '1', memory: '200Gi' } }, 8],
  ['requests.memory', { requests: { cpu: '50', memory: '7Gi' } }, 5],
  ['limits.memory', { limits: { cpu: '1000', memory: '6656Mi' } }, 4],
  ['pods', { pods: 5 }, 3],
])('%s may be what there is least of', (name, changed, most) => {
  const facts = { quota: { ...production.quota, limits: { cpu: '1000', memory: '400Gi' }, ...changed } };
  const [found] = complaints(quota, [...state, agents(90)], facts);
  expect(found?.text).toMatch(new RegExp(`^'spec.parallelism' must be at most ${most}, got 90: .* raise ${name} `));
});

test('claims count by number and by size', () => {
  const claims = ['a', 'b'].map((name) => claim(name, { resources: { requests: { storage: '10Gi' } } }));
  const { requests } = production.quota;
  const limited = { ...production.quota, requests: { ...requests, storage: '15Gi' }, persistentVolumeClaims: 1 };
  expect(complaints(quota, [...claims, agents(1)], { quota: limited })).toEqual([
    {
      about: 'a',
      severity: 'error',
      text: "'quota' must allow requests.storage 20Gi without agents, got 15Gi: raise requests.storage of the namespace, or request less",
      reason: 'what exceeds the quota is not created, and the agents wait for it',
    },
    expect.objectContaining({
      text: "'quota' must allow persistentvolumeclaims 2 without agents, got 1: raise persistentvolumeclaims of the namespace, or request less",
    }),
  ]);
});

test('claims that a StatefulSet makes from templates count for each of its pods', () => {
  const template = { metadata: { name: 'data' }, spec: { resources: { requests: { storage: '10Gi' } } } };
  const set = statefulSet('redis', {}, { replicas: 3, volumeClaimTemplates: [template] });
  const limited = { ...production.quota, persistentVolumeClaims: 2 };
  expect(complaints(quota, [set], { quota: limited })[0]?.text).toContain('persistentvolumeclaims 3 without agents');
});

test('containers that name nothing count with what the LimitRange gives them', () => {
  const range = {
    ...statefulSet('limits', {}),
    kind: 'LimitRange',
    spec: { limits: [{ type: 'Container', default: { cpu: '2' }, defaultRequest: { cpu: '1' } }] },
  };
  const bare = job({ parallelism: 60 }, { containers: [{ name: 'c' }] });
  expect(complaints(quota, [bare], {}, [range])[0]?.text).toMatch(
    /must be at most 50, got 60: .* raise requests\.cpu /,
  );
});

const amount = fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.constantFrom('m', '')).map(([n, unit]) => `${n}${unit}`);

test('so many agents fit as the message says, and one more does not', () => {
  const only = (cpu: string) => ({
    containers: [{ name: 'c', resources: { limits: { cpu }, requests: { cpu: '0' } } }],
  });
  fc.assert(
    fc.property(amount, amount, amount, (hard, other, each) => {
      const facts = { quota: { ...production.quota, pods: 1e9, limits: { cpu: hard, memory: '1' } } };
      const run = [statefulSet('workspace', only(other)), job({ parallelism: 1e8 }, only(each))];
      const text = complaints(quota, run, facts)[0]?.text;
      const left = parseQuantity(hard) - parseQuantity(other);
      if (left < 0n) return expect(text).toMatch(/^'quota' must allow limits\.cpu /);
      const fits = BigInt(/^'spec\.parallelism' must be at most (\d+), /.exec(text!)![1]!);
      expect(fits * parseQuantity(each) <= left && (fits + 1n) * parseQuantity(each) > left).toBe(true);
    }),
  );
});
