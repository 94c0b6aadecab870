import type { KubernetesObject } from '../../stacks/kubernetes-object';
import type { Kube, LiveObject } from '../kube';

/**
 * Apply a run: the Job first, which owns the run's configuration, which owns all the rest: so the end of the Job takes
 * everything along, and who replaces the Job has one owner to change. Claims and, later, the report are nobody's: they
 * outlive the Job unless the run itself decides otherwise.
 * @param secret keys that were rendered nowhere; they go straight to the API server, before the pods that wait for them.
 *   Those of an earlier submission of the same run stay as they are.
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

/** A binding may be made once its Role is there, and pods wait for nothing where all that they need is. */
const LATER: readonly string[] = ['RoleBinding', 'StatefulSet'];

/** Side by side, for a cluster may be far away. Whoever takes it back where one fails must not meet another under way. */
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
