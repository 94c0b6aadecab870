/** Exit statuses of the command line, one table for every command. */
export const Status = {
  OK: 0,
  /** The run ended, but not well. */
  RUN_FAILED: 1,
  /** There are warnings, and `--strict` wants none. */
  WARNINGS: 1,
  /** `diff`: somebody should look at what changes. */
  NEEDS_A_HUMAN: 1,
  /** The command, a file or a value is not as it must be; nothing was done. */
  USAGE: 2,
  /** The cluster knows us not, or does not let us. */
  DENIED: 3,
  /** `diff`, which asks no cluster: what changes would be refused, or loses data. */
  MUST_NOT_MERGE: 3,
  /** The named thing is not there, or is there already. */
  CONFLICT: 4,
  /** The cluster cannot be reached. */
  UNREACHABLE: 5,
  /** A check says that it cannot end well; nothing was done. */
  REFUSED: 6,
  /** The program is at fault: it shows its stack. `EX_SOFTWARE` of sysexits.h, which no other outcome has. */
  BUG: 70,
  TIMEOUT: 124,
} as const;
export type Status = (typeof Status)[keyof typeof Status];

/** A failure that the user can act on: printed as one sentence, without a stack. */
export class CliError extends Error {
  public constructor(
    message: string,
    public readonly status: Status = Status.USAGE,
  ) {
    super(message);
    this.name = 'CliError';
  }
}

/** Call what refuses what a user wrote; its refusal becomes a failure that the user can act on. */
export function asUserError<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof CliError ? error : new CliError((error as Error).message);
  }
}
