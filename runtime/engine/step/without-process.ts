import type { Ran } from '../run-command';

/** What an execution came to that is no process of its own: it succeeded, or has a problem. */
export function withoutProcess(came: Partial<Ran>): Ran {
  const { output = '', problem = '' } = came;
  return {
    exitCode: came.problem === undefined ? 0 : 1,
    timedOut: false,
    output,
    stderr: problem,
    combined: output,
    durationMs: 0,
    complaint: problem,
    everything: `${output}${problem}`,
    ...came,
  };
}
