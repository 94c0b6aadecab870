/**
 * Exit codes of the container `prodigy-agent`. Written by the agent, mapped by the Job's `podFailurePolicy`.
 * Anything else, 137 (killed) too, is retried by the Job controller.
 */
export const ExitCode = {
  /** This index is done for good: the run is over, or has agents enough. */
  DONE: 0,
  /** Interrupted by SIGTERM; ignored by `podFailurePolicy`, as `DisruptionTarget` is: the index starts again. */
  INTERRUPTED: 10,
  /** The run cannot work (configuration, credentials, repository); fails the Job. */
  CANNOT_WORK: 20,
  /** The error policy or a failed phase stopped the run; fails the Job. */
  STOPPED: 30,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
