import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { awaited } from '../../stacks/pulumi/object-options';
import { type RenderRequest, renderRun, renderTenant } from '../../stacks/render';
import { IMAGES, mapReduce, requestIn } from '../../test/pulumi-engine/support/deployment';
import type { Told } from './told';

const MUCH = { cpu: '10000', memory: '10000Gi' };

/** This many runs in a namespace with enough quota, each of its own workflow. */
export function requestsOf(runs: number, namespace: string): Told['requests'] {
  const { cluster: facts, images: _, ...request } = requestIn(namespace);
  const cluster = { ...facts, quota: { ...facts.quota, pods: 10_000, requests: MUCH, limits: MUCH } };
  const each = (_: unknown, index: number) => ({ ...request, workflow: mapReduce(`echo ${index}`), agents: 1 });
  return { cluster, images: IMAGES, runs: Array.from({ length: runs }, each) };
}

/** Everything that the components deploy, as the provider gets it. */
export function objectsOf({ cluster, images, runs }: Told['requests']): KubernetesObject[] {
  const requests: RenderRequest[] = runs.map((run) => ({ ...run, cluster, images }));
  const objects = [...renderTenant(cluster, images), ...requests.flatMap((request) => renderRun(request).objects)];
  return objects.map((object) => awaited(object));
}
