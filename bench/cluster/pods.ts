import { get } from '../../test/cluster/support/kubectl';
import type { Figure } from './figure';
import { runPlainJob } from './plain-job';

/** Pods at a time: the capacity of a node of this size. */
const PARALLELISM = 10;

/** Pods per second that an Indexed Job starts and finishes, compared with a Job without indexes. */
export async function measurePods(namespace: string, pods: number): Promise<Figure[]> {
  const rate = async (completionMode: 'Indexed' | 'NonIndexed'): Promise<number> => {
    const name = `pods-${completionMode.toLowerCase()}`;
    await runPlainJob({ namespace, name, script: 'true', completions: pods, parallelism: PARALLELISM, completionMode });
    const { startTime, completionTime } = (await get('job', name, namespace)).status;
    return pods / Math.max(1, (Date.parse(completionTime) - Date.parse(startTime)) / 1000);
  };
  const [plain, indexed] = [await rate('NonIndexed'), await rate('Indexed')];
  return [
    { what: `pods of an Indexed Job of ${pods}`, value: indexed, unit: 'per second' },
    { what: 'a Job without indexes beside it', value: plain, unit: 'per second' },
    { what: 'its rate over the Indexed one', value: plain / indexed, unit: 'times', most: 1.3 },
  ];
}
