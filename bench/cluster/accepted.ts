import { connect } from '../../cli/kube';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { type Figure, percentile } from './figure';
import { plainJob } from './plain-job';

/** Text for a ConfigMap of the usual size in a run. */
const TEXT = 'x'.repeat(16 * 1024);

/** Duration of a server-side apply of one object over an existing connection, as the command line does it. */
export async function measureAccepted(namespace: string, repetitions: number): Promise<Figure[]> {
  const kube = await connect({});
  const objects = (name: string): KubernetesObject[] => [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, immutable: true, data: { text: TEXT } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData: { token: 'none' } },
    plainJob({ namespace, name, script: 'true', suspend: true }),
  ];
  const times = new Map<string, number[]>();
  for (let index = 0; index < repetitions; index += 1)
    for (const object of objects(`accepted-${index}`)) {
      const start = performance.now();
      await kube.apply(object);
      times.set(object.kind, [...(times.get(object.kind) ?? []), performance.now() - start]);
    }
  return [...times].map(([kind, all]): Figure => {
    return { what: `${kind} accepted, median`, value: percentile(all, 0.5), unit: 'ms', most: 1000, robust: true };
  });
}
