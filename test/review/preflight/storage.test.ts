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
      text: "'spec.accessModes' must be what the class gp3 can do (ReadWriteOnce, ReadWriteOncePod), got ReadWriteMany: choose one of these, or another class",
      reason: 'no volume can be made for the claim, so the pods that mount it wait for ever',
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
      text: "'spec.accessModes' must let every pod in that mounts the claim, got ReadWriteOnce for 3 pods: mount it in one pod, or choose ReadWriteMany where the class can",
      reason: 'a volume for one node cannot be attached to a second, so pods there wait for ever',
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
      reason: 'a class that the cluster does not have makes claims wait for ever',
    },
  ]);
  expect(complaints(storageClasses, [asked('ReadWriteOnce')])).toEqual([]);
});

test('where no class is described, that is worth knowing', () => {
  expect(complaints(storageClasses, [asked('ReadWriteOnce')], { storageClasses: undefined })).toEqual([
    {
      about: 'data',
      severity: 'info',
      text: "'storageClasses' must describe the class gp3 for its access modes to be checked, got nothing: describe it in the cluster's facts: kubectl get storageclass lists them",
      reason: 'a class that the cluster does not have makes claims wait for ever',
    },
  ]);
});

test('a claim without a class is a warning', () => {
  expect(complaints(storageClasses, [claim('data', {})])).toEqual([
    {
      about: 'data',
      severity: 'warning',
      text: "'spec.storageClassName' must be named, got nothing: name one in the cluster's storage.storageClass",
      reason: 'where a cluster has no default class, the claim waits for ever and says nothing',
    },
  ]);
});
