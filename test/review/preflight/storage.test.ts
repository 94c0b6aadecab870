import { accessModes } from '../../../review/preflight/access-modes';
import { storageClasses } from '../../../review/preflight/storage-classes';
import { claim, complaints, job, statefulSet } from '../subjects';

const asked = (mode: string, storageClassName: string | undefined = 'gp3') =>
  claim('data', { accessModes: [mode], storageClassName });
const mounting = { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] };

test('a mode that the class cannot do is an error', () => {
  expect(complaints(accessModes, [asked('ReadWriteMany')])).toEqual([
    {
      about: 'data',
      severity: 'error',
      text: "'spec.accessModes' must be supported by the class gp3 (ReadWriteOnce, ReadWriteOncePod), got ReadWriteMany: use one of these, or another class",
      reason: 'no volume can be provisioned for the claim, so pods that mount it stay Pending',
    },
  ]);
  expect(complaints(accessModes, [asked('ReadWriteOncePod')])).toEqual([]);
});

test('of a class that nobody described no mode is refused', () => {
  expect(complaints(accessModes, [asked('ReadWriteMany', 'nfs')])).toEqual([]);
});

test('several pods cannot mount a claim for one node', () => {
  const agents = job({ parallelism: 3 }, mounting);
  expect(complaints(accessModes, [asked('ReadWriteOnce'), agents])).toEqual([
    {
      about: 'data',
      severity: 'error',
      text: "'spec.accessModes' must allow every pod that mounts the claim, got ReadWriteOnce for 3 pods: mount it in one pod, or use ReadWriteMany if the class supports it",
      reason: 'a single-node volume cannot be attached to a second node, so pods there never start',
    },
  ]);
  expect(complaints(accessModes, [asked('ReadWriteMany', 'nfs'), agents])).toEqual([]);
  expect(complaints(accessModes, [asked('ReadWriteOnce'), statefulSet('one', mounting)])).toEqual([]);
});

test('a class that the cluster does not have is an error', () => {
  expect(complaints(storageClasses, [asked('ReadWriteOnce', 'fast')])).toEqual([
    {
      about: 'data',
      severity: 'error',
      text: "'spec.storageClassName' must be one of gp3, got fast: choose one of them, or describe this one in the cluster's storageClasses",
      reason: 'claims of a class that the cluster does not have stay Pending',
    },
  ]);
  expect(complaints(storageClasses, [asked('ReadWriteOnce')])).toEqual([]);
});

test('where no class is described, that is worth knowing', () => {
  expect(complaints(storageClasses, [asked('ReadWriteOnce')], { storageClasses: undefined })).toEqual([
    {
      about: 'data',
      severity: 'info',
      text: "'storageClasses' must describe the class gp3 so that its access modes can be checked, got nothing: describe it in the cluster's facts: kubectl get storageclass lists them",
      reason: 'claims of a class that the cluster does not have stay Pending',
    },
  ]);
});

test('a claim without a class is a warning', () => {
  expect(complaints(storageClasses, [claim('data', {})])).toEqual([
    {
      about: 'data',
      severity: 'warning',
      text: "'spec.storageClassName' must be set, got nothing: set the cluster's storage.storageClass",
      reason: 'on a cluster without a default class, the claim stays Pending without an error',
    },
  ]);
});
