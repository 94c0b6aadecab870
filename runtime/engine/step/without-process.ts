import type { Ran } from '../run-command';

/** Outcome of an execution that is not a process. */
export interface Came {
  /** Its output. Default: none. */
  readonly output?: string;
  /** What went wrong, to follow the step's name. Default: nothing did. */
  readonly problem?: string;
  /** Default: 0, or 1 if something went wrong. */
  readonly exitCode?: number;
  /** Whether it timed out. Default: false. */
  readonly timedOut?: boolean;
}

/** Exit code of a process ended by SIGTERM, as for a command that times out. */
const TERMINATED = 143;

/** The result of an execution that is not a process. */
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
