// What `diff` says of one change of an object, beside what a real API server says when base and then head are applied.
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { objectApi } from '../cluster/support/api';
import { eventually, get, kubectl } from '../cluster/support/kubectl';
import { JOB_PAIRS } from '../review/diff/job-pairs';
import { OTHER_PAIRS } from '../review/diff/other-pairs';
import { CLASS, NAMESPACE, objectsOf } from '../review/diff/pair';

const PAIRS = [...JOB_PAIRS, ...OTHER_PAIRS];

/** How the API server says that a field may not change. */
const REFUSED =
  /immutable|updates to statefulset spec|may not change|cannot change|in tandem|can not be less|only allowed for|as indicated by|must be one of|may not add or remove|existing toleration|previous value|to nil value|only deletion|only additions|no additions/;

/** Where there may be pods, since it is they that are looked at: no scheduler gives them a node. */
const PODS = `${NAMESPACE}-pods`;

const remove = async () => {
  await kubectl(['delete', 'namespace', PODS, '--ignore-not-found', '--timeout=100s']);
  await kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--timeout=100s']);
  await kubectl(['delete', 'persistentvolume', '-l', `review=${CLASS}`, '--ignore-not-found', '--timeout=100s']);
  await kubectl(['delete', 'clusterrole', '-l', `review=${CLASS}`, '--ignore-not-found']);
  await kubectl(['delete', 'storageclass', CLASS, '--ignore-not-found']);
};

beforeAll(async () => {
  await remove();
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: PODS } });
  await eventually('pods may be made', () => get('serviceaccount', 'default', PODS));
  // No other pod of any pair is ever made: it is the objects that are looked at.
  const metadata = { name: 'no-pods', namespace: NAMESPACE };
  await apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '0' } } });
  await apply({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: CLASS },
    provisioner: 'kubernetes.io/no-provisioner',
    allowVolumeExpansion: true,
    volumeBindingMode: 'Immediate',
  });
});

afterAll(remove);

test.each(PAIRS.map((pair, index) => [`${pair.of}, ${pair.what}`, pair.verdicts, index] as const))(
  '%s: %s',
  async (_, verdicts, index) => {
    const pair = PAIRS[index]!;
    const { base, head } = objectsOf(pair);
    await apply(own(base, index));
    if (pair.of === 'claim' && !verdicts.startsWith('rejected')) await bound(own(base, index));
    const answer = await apply(own(head, index)).then(
      () => 'taken',
      (error: Error) => error.message,
    );
    if (verdicts.startsWith('rejected')) expect(answer).toMatch(REFUSED);
    else expect(answer).toBe('taken');
  },
);

/** The object under a name that no other pair has; there is one namespace. */
function own(object: KubernetesObject, index: number): KubernetesObject {
  if (object.kind === 'Namespace') return object;
  const named = { ...object.metadata, name: `${object.metadata.name}-${index}` };
  return { ...object, metadata: object.kind === 'Pod' ? { ...named, namespace: PODS } : named };
}

/** Only a claim that has its volume may grow. */
async function bound({ metadata: { name } }: KubernetesObject): Promise<void> {
  await apply({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${NAMESPACE}-${name}`, labels: { review: CLASS } },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: CLASS,
      claimRef: { name, namespace: NAMESPACE },
      hostPath: { path: `/tmp/${name}` },
    },
  });
  await eventually(
    `${name} has its volume`,
    async () => (await get('persistentvolumeclaim', name, NAMESPACE))?.status?.phase === 'Bound',
  );
}

/** Apply on the server's side. */
async function apply(object: KubernetesObject): Promise<void> {
  const { PatchStrategy } = await import('@kubernetes/client-node');
  const api = await objectApi();
  await api.patch(object, undefined, undefined, 'review-diff', true, PatchStrategy.ServerSideApply);
}
