import type { KubernetesObject } from '../../stacks/kubernetes-object';
import type { Kube, LiveObject } from '../kube';

/**
 * Apply a run: the Job first, so that it can own the rest and its end takes everything along. Claims and, later, the
 * report are nobody's: they outlive the Job unless the run itself decides otherwise.
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
  if (!job) throw new Error('a run without a Job was rendered');
  const live = await kube.apply(job);
  if (secret) await kube.create(owned(secret, live));
  for (const object of objects) if (object !== job) await kube.apply(owned(object, live));
  return live;
}

function owned(object: KubernetesObject, job: LiveObject): KubernetesObject {
  if (object.kind === 'PersistentVolumeClaim') return object;
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: job.metadata?.name, uid: job.metadata?.uid };
  const metadata = { ...object.metadata, ownerReferences: [owner] };
  return { ...object, metadata };
}
