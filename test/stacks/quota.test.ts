import { join } from 'node:path';
import { Limit } from '../../contract/limits';
import { readProject } from '../../stacks/project';
import { renderRun, renderTenant } from '../../stacks/render';
import { containersOf, podSpecOf } from '../constructs/restricted';

const { clusters, workflows, images } = readProject(join(__dirname, '../..'));
const { text, file, definition } = workflows.find(({ name }) => name === 'tidy-whitespace')!;

const UNITS: Readonly<Record<string, number>> = { m: 1e-3, '': 1, Mi: 2 ** 20, Gi: 2 ** 30 };

function amount(quantity: string): number {
  const [, number, unit] = /^([0-9.]+)([A-Za-z]*)$/.exec(quantity) as unknown as [string, string, string];
  const factor = UNITS[unit];
  if (factor === undefined) throw new Error(`'quantity' must have a known unit, got ${quantity}`);
  return Number(number) * factor;
}

test.each([
  ['500m', 0.5],
  ['4', 4],
  ['8Gi', 8 * 2 ** 30],
])('%s is %d', (quantity, value) => {
  expect(amount(quantity)).toBe(value);
});

test.each(clusters.map((cluster) => [cluster.name, cluster] as const))(
  '%s: the largest run, with its workspace and its Redis, fits the quota of its namespace beside the repository cache',
  (_, cluster) => {
    const source = { ...definition, images, cluster, workflow: { text, file } };
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
          .map((pod) => Math.max(...containersOf(pod).map(({ resources }) => amount(resources[bound][resource]))))
          .reduce((a, b) => a + b, 0);
        expect(sum).toBeLessThanOrEqual(amount(cluster.quota[bound][resource]));
      }
  },
);
