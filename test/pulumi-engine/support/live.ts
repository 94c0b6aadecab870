import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { kubectl } from '../../cluster/support/kubectl';
import { ApiServer, type LiveObject } from '../kubernetes-plugin/api-server';
import { changesOf, pruned, written } from '../kubernetes-plugin/changes';
import type { Properties } from '../kubernetes-plugin/secrets';
import { ifMissing } from '../kubernetes-plugin/settled';
import { CONTEXT } from './deployment';

let server: ApiServer | undefined;

/** An object as it is on the cluster, word for word; undefined where it is not there. */
export async function live(object: KubernetesObject): Promise<LiveObject | undefined> {
  server ??= new ApiServer(process.env.KUBECONFIG ?? '', CONTEXT);
  return server.get(object as unknown as LiveObject).catch(ifMissing);
}

/** Which fields of an object the cluster does not hold as they were rendered; what it holds beside is its own. */
export async function differing(object: KubernetesObject): Promise<string[]> {
  const rendered = object as unknown as Properties;
  const held = await live(object);
  return held ? changesOf(pruned(held, rendered), rendered).map(({ path }) => written(path)) : ['everything'];
}

/** All objects of these that are on the cluster, as `Kind name`. */
export async function present(objects: readonly KubernetesObject[]): Promise<string[]> {
  const found: string[] = [];
  for (const object of objects) if (await live(object)) found.push(`${object.kind} ${object.metadata.name}`);
  return found;
}

/** Change an object as somebody does who is not Pulumi. */
export const patched = ({ kind, metadata: { name, namespace } }: KubernetesObject, patch: unknown): Promise<string> =>
  kubectl(['patch', kind, name, '-n', namespace ?? '', '--type=merge', '-p', JSON.stringify(patch)]);

/** Take a namespace away with all that is in it; does not wait for its end. */
export const removed = (namespace: string): Promise<void> => away(namespace, '--wait=false');

/** Wait until a namespace of an earlier test is gone. */
export const gone = (namespace: string): Promise<void> => away(namespace, '--timeout=240s');

/**
 * Jobs first: where a namespace goes, Kubernetes 1.34 waits for its pods before it deletes anything else, and a Job whose
 * indexes have pauses of their own lets none go before it has made another, which it may not there any more.
 */
async function away(namespace: string, wait: string): Promise<void> {
  await kubectl(['delete', 'jobs', '--all', '-n', namespace]);
  await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', wait]);
}
