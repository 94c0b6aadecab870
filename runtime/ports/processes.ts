/** Starts the commands of steps. */
export interface Processes {
  /**
   * Run a command in its own process group until it ends, times out or the signal fires; then SIGTERM, a grace period,
   * SIGKILL, all to the group. Never rejects because of what the command does.
   */
  run(command: ProcessCommand): Promise<ProcessResult>;
}

/** A shell script of any length, with shell variables that are too large for the environment. */
export interface Script {
  readonly script: string;
  readonly largeValues?: Readonly<Record<string, string>>;
}

export interface ProcessCommand {
  /** A script for `sh`, or a program with its arguments. */
  readonly program: Script | { readonly argv: readonly string[] };
  readonly cwd: string;
  /** Added to the allow-listed environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutSeconds?: number;
  /** Seconds between SIGTERM and SIGKILL. Default: the adapter's. */
  readonly graceSeconds?: number;
  readonly signal?: AbortSignal;
  /** Receives each line of stdout and stderr as it arrives; long ones in pieces, all but the last with `goesOn` set. */
  readonly onLine?: (stream: 'stdout' | 'stderr', line: string, goesOn: boolean) => void;
  /** Maximum number of characters per piece of a line; a longer line comes in several. Default: 16,384. */
  readonly longestLine?: number;
}

export interface ProcessResult {
  /** 0 … 255; 128 + n if signal n ended the command; 126 or 127 if it could not start. */
  readonly exitCode: number;
  /** The tail of stdout, at most 1 MiB. */
  readonly stdout: string;
  readonly stderr: string;
  readonly outcome: 'exited' | 'timed-out' | 'aborted';
}
