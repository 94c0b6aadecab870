/** Exit statuses, the same for every command. */
export const Status = {
  OK: 0,
  /** The run ended but is not complete. */
  RUN_FAILED: 1,
  /** There are warnings and `--strict` is given. */
  WARNINGS: 1,
  /** `diff`: the changes need a human's review. */
  NEEDS_A_HUMAN: 1,
  /** The command line, a file or a value is invalid; nothing was done. */
  USAGE: 2,
  /** The cluster denied authentication or authorisation. */
  DENIED: 3,
  /** `diff`, which asks no cluster: the changes would be rejected or lose data. */
  MUST_NOT_MERGE: 3,
  /** The named object does not exist, or already exists. */
  CONFLICT: 4,
  /** The cluster cannot be reached. */
  UNREACHABLE: 5,
  /** A check found that it cannot succeed; nothing was done. */
  REFUSED: 6,
  /** A bug in the program: it prints a stack trace. `EX_SOFTWARE` of sysexits.h, used for nothing else. */
  BUG: 70,
  TIMEOUT: 124,
} as const;
export type Status = (typeof Status)[keyof typeof Status];

/** A failure that the user can act on: printed as one sentence, without a stack trace. */
export class CliError extends Error {
  public constructor(
    message: string,
    public readonly status: Status = Status.USAGE,
  ) {
    super(message);
    this.name = 'CliError';
  }
}

/** Call a function that validates user input; its error becomes a failure that the user can act on. */
export function asUserError<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof CliError ? error : new CliError((error as Error).message);
  }
}
