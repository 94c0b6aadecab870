import type { BenchOrigin } from './bench-origin';
import type { Figure } from './figure';
import { runPlainJob } from './plain-job';

/** Overhead of an item that runs `true`, through queue, worktree and journal, compared with a shell loop in a pod. */
export async function measureItems(origin: BenchOrigin, namespace: string, items: number): Promise<Figure[]> {
  const { report } = await origin.run('bench-items', workflow(items));
  const perItem = (report.durations?.phases.map ?? Number.NaN) / items;
  const loop = `start=$(date +%s%3N); for i in $(seq ${items}); do sh -c true; done; echo $(($(date +%s%3N) - start))`;
  const { log } = await runPlainJob({ namespace, name: 'loop', script: loop });
  const floor = Number(log) / items;
  return [
    { what: `one of ${items} items of a run`, value: perItem, unit: 'ms' },
    { what: 'one turn of a shell loop in a pod', value: floor, unit: 'ms' },
    { what: 'overhead of an item', value: perItem - floor, unit: 'ms' },
  ];
}

const workflow = (items: number): string => `name: bench-items
mode: mapreduce
map:
  input: seq ${items}
  max_parallel: 1
  agent_template:
    - shell: "true"
`;
