import { findingText } from '../../../review/preflight/finding';
import { CHECKS, preflight } from '../../../review/preflight/preflight';
import { claim, job, production } from '../subjects';

const objects = [job({ parallelism: 1 }), claim('data', {}), claim('more', { storageClassName: 'none' })];
const subject = { facts: production, objects, tenant: [] };

test('findings come worst first, and in the same order each time', () => {
  const found = preflight(subject).map(({ severity, check, object }) => `${severity} ${check} ${object}`);
  expect(found).toEqual([
    'error storage-classes PersistentVolumeClaim/more',
    'warning storage-classes PersistentVolumeClaim/data',
    'warning deadline Job/agents',
  ]);
  expect(preflight(subject)).toEqual(preflight(subject));
});

test('a finding names its file where there is one', () => {
  const [first, ...rest] = preflight(subject, (object) => (object === objects[2] ? 'claim.yaml' : undefined));
  expect(first?.file).toBe('claim.yaml');
  for (const finding of rest) expect(finding).not.toHaveProperty('file');
});

test('a finding is read as place, complaint and way out, then reason and source', () => {
  const finding = {
    severity: 'error',
    check: 'quota',
    object: 'Job/agents',
    message: "'x' must be y, got z",
    wayOut: 'do this',
    reason: 'it breaks',
    source: 'https://kubernetes.io/',
  } as const;
  expect(findingText(finding)).toBe(
    "error: Job/agents: 'x' must be y, got z: do this\n  it breaks (https://kubernetes.io/)\n",
  );
  expect(findingText({ ...finding, file: 'a/job.yaml' })).toMatch(/^error: a\/job\.yaml \(Job\/agents\): 'x' /);
});

test('every check has a name of its own', () => {
  expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
});

test('objects of which nothing is as it should be are no reason to fail', () => {
  const odd = [null, 1, 'text', [], {}].flatMap((spec) =>
    ['Job', 'StatefulSet', 'ConfigMap', 'PersistentVolumeClaim', 'LimitRange'].map((kind) => ({
      apiVersion: 'v1',
      kind,
      metadata: { name: 'odd' },
      spec,
    })),
  );
  expect(() => preflight({ ...subject, objects: odd })).not.toThrow();
});
