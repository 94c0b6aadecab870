import { submit } from '../../cli/cluster/submit';
import { connect } from '../../cli/kube';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { renderRun } from '../../stacks/render';
import {
  createTenant,
  deleteTenant,
  images,
  testCluster,
  testNamespace,
} from '../../test/cluster/support/test-cluster';
import { type Figure, percentile } from './figure';
import { applyAll } from './plain-job';

const WORKFLOW = 'name: submitted\nmode: mapreduce\nmap:\n  input: echo one\n  agent_template:\n    - shell: "true"\n';

/**
 * Time to submit a rendered run that has passed preflight, as `run --cluster` does. It happens where no pods are
 * created, so that the run of one repetition does not disturb the next.
 */
export async function measureSubmission(repetitions: number): Promise<Figure[]> {
  const namespace = testNamespace('bench-submit');
  const cluster = testCluster(namespace);
  await createTenant(cluster);
  try {
    const metadata = { name: 'no-pods', namespace };
    await applyAll([{ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '0' } } }]);
    const kube = await connect({});
    const times: number[] = [];
    let count = 0;
    for (let index = 0; index < repetitions; index += 1) {
      const { objects } = renderRun({
        ...{ cluster, images, runId: `submitted-${index}`, agents: 1 },
        workflow: { text: WORKFLOW, file: 'submitted.yaml' },
        repository: { url: 'https://git.example.com/a.git', revision: 'main' },
      });
      const start = performance.now();
      await submit(kube, objects, secretOf(namespace, index));
      times.push(performance.now() - start);
      count = objects.length + 1;
    }
    return [
      { what: `${count} objects of a run submitted, median`, value: percentile(times, 0.5), unit: 'ms', most: 1000 },
    ];
  } finally {
    await deleteTenant(namespace);
  }
}

const secretOf = (namespace: string, index: number): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: `prodigy-secrets-submitted-${index}`, namespace } },
  stringData: { 'git-token': 'none' },
});
