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

test('the Job comes first, then its configuration, then the keys that its pods wait for, then the rest', async () => {
  const objects = [object('ConfigMap'), object('Job'), object('StatefulSet')];
  expect((await applied(objects, object('Secret'))).map(({ kind }) => kind)).toEqual([
    'Job',
    'ConfigMap',
    'Secret',
    'StatefulSet',
  ]);
});

test('what does not wait for anything is applied side by side, bindings once their Roles are there, servers last', async () => {
  const order: string[] = [];
  const kube: Pick<Kube, 'apply' | 'create'> = {
    apply: async ({ kind }) => {
      order.push(`begin ${kind}`);
      await new Promise(setImmediate);
      order.push(`end ${kind}`);
      return { metadata: { name: 'a', uid: 'uid' } };
    },
    create: async () => undefined,
  };
  const kinds = ['Job', 'ConfigMap', 'StatefulSet', 'RoleBinding', 'Role', 'Service'];
  await submit(kube, kinds.map(object));
  expect(order.slice(4)).toEqual([
    ...['begin Role', 'begin Service', 'end Role', 'end Service'],
    ...['begin RoleBinding', 'end RoleBinding', 'begin StatefulSet', 'end StatefulSet'],
  ]);
});

test('where one is refused, the first is told, and nothing is under way any more', async () => {
  const done: string[] = [];
  const kube: Pick<Kube, 'apply' | 'create'> = {
    apply: async ({ kind }) => {
      if (kind === 'Role' || kind === 'Service') throw new Error(`no ${kind}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      done.push(kind);
      return { metadata: { name: 'a', uid: 'uid' } };
    },
    create: async () => undefined,
  };
  const kinds = ['Job', 'ConfigMap', 'StatefulSet', 'Role', 'Service', 'NetworkPolicy'];
  await expect(submit(kube, kinds.map(object))).rejects.toThrow(new Error('no Role'));
  expect(done).toEqual(['Job', 'ConfigMap', 'NetworkPolicy']);
});

test('the Job owns the configuration, which owns the rest, keys too; claims are nobody’s', async () => {
  const objects = [object('Job'), object('ConfigMap'), object('PersistentVolumeClaim')];
  const [job, config, secret, claim] = await applied(objects, object('Secret'));
  expect(config?.metadata).toEqual({
    name: 'configmap',
    ownerReferences: [{ apiVersion: 'v1', kind: 'Job', name: 'job', uid: 'uid-of-job' }],
  });
  expect(secret?.metadata).toEqual({
    name: 'secret',
    ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'configmap', uid: 'uid-of-configmap' }],
  });
  for (const one of [job, claim]) expect(one?.metadata).not.toHaveProperty('ownerReferences');
});

test.each(['Job', 'ConfigMap'])('a run with nothing but a %s is a bug', async (kind) => {
  await expect(applied([object(kind)])).rejects.toThrow(new Error('a run without a Job or a ConfigMap was rendered'));
});
