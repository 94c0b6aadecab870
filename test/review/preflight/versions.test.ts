import { FEATURES } from '../../../review/preflight/kubernetes-features';
import { versions } from '../../../review/preflight/versions';
import { claim, complaints, job, statefulSet } from '../subjects';

test('a cluster older than 1.31 is refused', () => {
  expect(complaints(versions, [job()], { version: '1.30' })).toEqual([
    {
      about: 'agents',
      severity: 'error',
      text: "'version' must be at least 1.31, got 1.30: upgrade the cluster, then change 'version' in its facts",
      reason: 'agents are added and removed by scaling a running Job, which older versions do not support',
    },
  ]);
  expect(complaints(versions, [job()], { version: '1.31' })).toEqual([]);
});

test.each([
  ['podFailurePolicy', 26, job({ podFailurePolicy: { rules: [] } })],
  ['podReplacementPolicy', 29, job({ podReplacementPolicy: 'Failed' })],
  ['backoffLimitPerIndex', 29, job({ backoffLimitPerIndex: 0 })],
  ['successPolicy', 31, job({ successPolicy: { rules: [] } })],
  ['managedBy', 32, job({ managedBy: 'kueue.x-k8s.io/multikueue' })],
  ['the access mode ReadWriteOncePod', 27, claim('data', { accessModes: ['ReadWriteOncePod'] })],
  [
    'init containers with restartPolicy Always',
    29,
    job({}, { initContainers: [{ name: 'log', restartPolicy: 'Always' }] }),
  ],
  ['volumes of images', 35, job({}, { volumes: [{ name: 'tools', image: {} } as { name: string }] })],
  [
    'persistentVolumeClaimRetentionPolicy',
    27,
    statefulSet('redis', {}, { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain' } }),
  ],
])('%s needs 1.%i', (name, minor, object) => {
  const text = (version: string) => complaints(versions, [object], { version }).map((found) => found.text);
  expect(text(`1.${minor - 1}`)).toContain(
    `'version' must be at least 1.${minor} for ${name}, got 1.${minor - 1}: remove ${name}, or upgrade the cluster, then change 'version' in its facts`,
  );
  expect(text(`1.${Math.max(minor, 31)}`)).toEqual([]);
});

test('a version that is not known counts as 1.31', () => {
  const [found] = complaints(versions, [job({ managedBy: 'a/b' })], { version: undefined });
  expect(found?.text).toMatch(/^'version' must be at least 1\.32 for managedBy, got none: /);
});

test('every feature names the page that says so', () => {
  expect(FEATURES.filter(({ source }) => !source.startsWith('https://kubernetes.io/docs/'))).toEqual([]);
});
