/**
 * Exit codes of the container `prodigy-agent`. Written by the agent, mapped by the Job's `podFailurePolicy`. The Job
 * controller retries all others, including 137 (killed).
 */
export const ExitCode = {
  /** This index is done for good: the run is over, or has enough agents. */
  DONE: 0,
  /** Interrupted by SIGTERM; `podFailurePolicy` ignores it, like `DisruptionTarget`, so the index starts again. */
  INTERRUPTED: 10,
  /** The run cannot work (configuration, credentials, repository); fails the Job. */
  CANNOT_WORK: 20,
  /** The error policy or a failed phase stopped the run; fails the Job. */
  STOPPED: 30,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
