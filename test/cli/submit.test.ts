import { submit } from '../../cli/cluster/submit';
import type { Kube, LiveObject } from '../../cli/kube';
import type { KubernetesObject } from '../../stacks/kubernetes-object';

const object = (kind: string): KubernetesObject => ({ apiVersion: 'v1', kind, metadata: { name: kind.toLowerCase() } });

async function applied(objects: KubernetesObject[], secret?: KubernetesObject): Promise<KubernetesObject[]> {
  const seen: KubernetesObject[] = [];
  const kube: Pick<Kube, 'apply' | 'create'> = {
    apply: async (one): Promise<LiveObject> => {
      seen.push(one);
      return { metadata: { name: one.metadata.name, uid: `uid-of-${one.metadata.name}` } };
    },
    create: async (one) => {
      seen.push(one);
    },
  };
  await submit(kube, objects, secret);
  return seen;
}

test('the Job comes first, then the keys that its pods wait for, then the rest', async () => {
  const objects = [object('ConfigMap'), object('Job'), object('StatefulSet')];
  expect((await applied(objects, object('Secret'))).map(({ kind }) => kind)).toEqual([
    'Job',
    'Secret',
    'ConfigMap',
    'StatefulSet',
  ]);
});

test('the Job takes along what it owns, keys too; claims are nobody’s', async () => {
  const [job, secret, claim] = await applied([object('Job'), object('PersistentVolumeClaim')], object('Secret'));
  expect(secret?.metadata).toEqual({
    name: 'secret',
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'job', uid: 'uid-of-job' }],
  });
  for (const one of [job, claim]) expect(one?.metadata).not.toHaveProperty('ownerReferences');
});

test('a run without a Job is a bug', async () => {
  await expect(applied([object('ConfigMap')])).rejects.toThrow(new Error('a run without a Job was rendered'));
});
