import type { KubernetesObject } from '../../stacks/kubernetes-object';
import type { Kube, LiveObject } from '../kube';

/**
 * Apply a run: the Job first, which owns the run's configuration, which owns everything else: so deleting the Job
 * deletes everything, and replacing the Job means changing one owner. Claims and, later, the report have no owner: they
 * outlive the Job unless the run itself decides otherwise.
 * @param secret keys that were never rendered; they go straight to the API server, before the pods that wait for them.
 * Those of an earlier submission of the same run stay unchanged.
 * @returns the live Job.
 */
export async function submit(
  kube: Pick<Kube, 'apply' | 'create'>,
  objects: readonly KubernetesObject[],
  secret?: KubernetesObject,
): Promise<LiveObject> {
  const job = objects.find((object) => object.kind === 'Job');
  const config = objects.find((object) => object.kind === 'ConfigMap');
  if (!job || !config) throw new Error('a run without a Job or a ConfigMap was rendered');
  const live = await kube.apply(job);
  const owner = await kube.apply(owned(config, job, live));
  if (secret) await kube.create(owned(secret, config, owner));
  const rest = objects.filter((object) => object !== job && object !== config);
  const first = rest.filter(({ kind }) => !LATER.includes(kind));
  for (const step of [first, ...LATER.map((later) => rest.filter(({ kind }) => kind === later))])
    await allOf(step.map((one) => kube.apply(owned(one, config, owner))));
  return live;
}

/** A binding needs its Role first, and pods start without delay if everything they need exists. */
const LATER: readonly string[] = ['RoleBinding', 'StatefulSet'];

/** In parallel, since a cluster may be far away. Waits for all: a rollback must not race with a pending request. */
async function allOf(tasks: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(tasks);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function owned(object: KubernetesObject, { apiVersion, kind }: KubernetesObject, live: LiveObject): KubernetesObject {
  if (object.kind === 'PersistentVolumeClaim') return object;
  const owner = { apiVersion, kind, name: live.metadata?.name, uid: live.metadata?.uid };
  const metadata = { ...object.metadata, ownerReferences: [owner] };
  return { ...object, metadata };
}
