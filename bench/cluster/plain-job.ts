import { imageReference } from '../../contract/images';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { eventually, get, kubectl } from '../../test/cluster/support/kubectl';
import { condition } from '../../test/cluster/support/run';
import { images } from '../../test/cluster/support/test-cluster';

/** A Job that only runs a shell script, in the agents' image. */
export interface PlainJob {
  readonly namespace: string;
  readonly name: string;
  readonly script: string;
  /** @default false */
  readonly suspend?: boolean;
  /** @default 1 */
  readonly completions?: number;
  /** @default 1 */
  readonly parallelism?: number;
  /** @default NonIndexed */
  readonly completionMode?: 'Indexed' | 'NonIndexed';
}

/** The Job as a manifest, with the same security restrictions as ours. */
export function plainJob({ namespace, name, script, ...spec }: PlainJob): KubernetesObject {
  const template = { spec: { restartPolicy: 'Never', ...plainPod([script]) } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace }, spec: { ...spec, template } };
}

/** A pod of shell scripts, run in sequence; the last one is the main container. */
export function plainPod(scripts: readonly string[]) {
  const containers = scripts.map((script, index) => ({
    name: `plain-${index}`,
    image: imageReference(images.agent),
    command: ['sh', '-c', script],
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  }));
  return {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    initContainers: containers.slice(0, -1),
    containers: containers.slice(-1),
  };
}

export const applyAll = (objects: readonly KubernetesObject[]): Promise<string> =>
  kubectl(['apply', '--server-side', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));

/** Run it to completion. `appliedAt` is when it was sent to the API server, as Date.now(). */
export async function runPlainJob(job: PlainJob): Promise<{ readonly appliedAt: number; readonly log: string }> {
  const appliedAt = Date.now();
  await applyAll([plainJob(job)]);
  await eventually(
    `end of ${job.name}`,
    async () => condition(await get('job', job.name, job.namespace), 'Complete'),
    600,
  );
  const log = await kubectl(['logs', '-n', job.namespace, `job/${job.name}`]);
  return { appliedAt, log };
}
