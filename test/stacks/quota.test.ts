import { join } from 'node:path';
import { Limit } from '../../contract/limits';
import { largest, parseQuantity } from '../../contract/quantity';
import { readProject } from '../../stacks/project';
import { renderRun, renderTenant } from '../../stacks/render';
import { containersOf, podSpecOf } from '../constructs/restricted';

const { clusters, workflows, images } = readProject(join(__dirname, '../..'));
const { source: workflow, definition } = workflows.find(({ name }) => name === 'tidy-whitespace')!;

test.each(clusters.map((cluster) => [cluster.name, cluster] as const))(
  '%s: the largest run, with its workspace and its Redis, fits the quota of its namespace beside the repository cache',
  (_, cluster) => {
    const source = { ...definition, images, cluster, workflow };
    const tenant = renderTenant(cluster, images).filter((object) => podSpecOf(object));
    const run = renderRun({ ...source, agents: Limit.AGENTS }).objects.filter((object) => podSpecOf(object));
    const pods = [...tenant, ...run].flatMap((object) => {
      const { parallelism = 1 } = object.spec as { parallelism?: number };
      return Array.from({ length: parallelism }, () => podSpecOf(object));
    });
    expect(pods.length).toBe(cluster.maxAgents + 2 + (cluster.repositoryCache ? 1 : 0));
    expect(pods.length).toBeLessThanOrEqual(cluster.quota.pods);
    for (const bound of ['requests', 'limits'] as const)
      for (const resource of ['cpu', 'memory'] as const) {
        // A pod counts with what its largest container asks for: init containers run alone, and there is one other.
        const sum = pods
          .map((pod) => containersOf(pod).map(({ resources }) => parseQuantity(resources[bound][resource])))
          .map(largest)
          .reduce((a, b) => a + b);
        expect(sum).toBeLessThanOrEqual(parseQuantity(cluster.quota[bound][resource]));
      }
  },
);
