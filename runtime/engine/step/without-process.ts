import type { Ran } from '../run-command';

/** How an execution ended that is no process of its own. */
export interface Came {
  /** What it printed. Default: nothing. */
  readonly output?: string;
  /** What went wrong, behind the step's name. Default: nothing did. */
  readonly problem?: string;
  /** Default: 0, 1 where something went wrong. */
  readonly exitCode?: number;
  /** Its time was up. Default: false. */
  readonly timedOut?: boolean;
}

/** Code of a process that SIGTERM ended, as where a command takes too long. */
const TERMINATED = 143;

/** What an execution came to that is no process of its own. */
export const withoutProcess = ({ output = '', problem, exitCode, timedOut = false }: Came): Ran => ({
  exitCode: timedOut ? TERMINATED : (exitCode ?? (problem === undefined ? 0 : 1)),
  timedOut,
  output,
  stderr: problem ?? '',
  combined: output,
  durationMs: 0,
  complaint: problem ?? output,
  everything: `${output}${problem ?? ''}`,
  problem,
});
