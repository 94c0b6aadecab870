/** Starts the commands of steps. */
export interface Processes {
  /**
   * Run a command in its own process group until it ends, its time is up or the signal fires; then SIGTERM, a grace
   * period, SIGKILL, all to the group. Never rejects for what the command does.
   */
  run(command: ProcessCommand): Promise<ProcessResult>;
}

/** A shell script whatever its length, with shell variables too large for the environment. */
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
  /** Each line of stdout and stderr as it arrives; of one that is too long each piece, and whether the line goes on. */
  readonly onLine?: (stream: 'stdout' | 'stderr', line: string, goesOn: boolean) => void;
  /** Characters of a line that are handed on in one piece; a longer one comes in several. Default: 16,384. */
  readonly longestLine?: number;
}

export interface ProcessResult {
  /** 0 … 255; 128 + n where a signal ended the command; 126 or 127 where it could not start. */
  readonly exitCode: number;
  /** The end of stdout, at most 1 MiB. */
  readonly stdout: string;
  readonly stderr: string;
  readonly outcome: 'exited' | 'timed-out' | 'aborted';
}
