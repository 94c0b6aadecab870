import type { BenchOrigin } from './bench-origin';
import { measureEmptyChain } from './empty-chain';
import type { Figure } from './figure';
import { runPlainJob } from './plain-job';

/** Its single item prints its start time in milliseconds, by the same clock that the applying side reads. */
const WORKFLOW = `name: bench-start
mode: mapreduce
map:
  input: echo one
  agent_template:
    - shell: date +%s%3N > started.txt && git add started.txt && git commit -qm started
      commit_required: true
`;

/** From apply to the first item, compared with a chain of as many idle pods and with a plain Job. */
export async function measureStart(origin: BenchOrigin, namespace: string): Promise<Figure[]> {
  const { appliedAt: jobAppliedAt, log } = await runPlainJob({ namespace, name: 'bare', script: 'date +%s%3N' });
  const floor = Number(log) - jobAppliedAt;
  const chain = await measureEmptyChain(namespace);
  const { appliedAt, files } = await origin.run('bench-start', WORKFLOW);
  const started = Number((await files())['started.txt']) - appliedAt;
  return [
    { what: 'apply to the first item of a run', value: started, unit: 'ms' },
    { what: 'apply to the end of the same chain of pods and claims, doing nothing', value: chain, unit: 'ms' },
    { what: 'apply to the script of a bare Job', value: floor, unit: 'ms' },
    { what: 'the run over the chain', value: started / chain, unit: 'times', most: 2 },
    { what: 'the run over the bare Job', value: started / floor, unit: 'times' },
    { what: 'the chain over the bare Job', value: chain / floor, unit: 'times' },
  ];
}
