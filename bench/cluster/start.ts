import type { BenchOrigin } from './bench-origin';
import { measureEmptyChain } from './empty-chain';
import type { Figure } from './figure';
import { runPlainJob } from './plain-job';

/** The one item says when it began, in milliseconds of the clock that whoever applies reads too. */
const WORKFLOW = `name: bench-start
mode: mapreduce
map:
  input: echo one
  agent_template:
    - shell: date +%s%3N > started.txt && git add started.txt && git commit -qm started
      commit_required: true
`;

/** From apply to the first item, beside a chain of as many pods that do nothing, and a Job until its script runs. */
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
