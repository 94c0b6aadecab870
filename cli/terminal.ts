/** A command's view of its environment; tests pass their own. */
export interface Terminal {
  /** Data, for scripts and people. */
  out(text: string): void;
  /** Progress and messages. */
  progress(text: string): void;
  /** Whether progress goes to an interactive terminal that can move its cursor. */
  readonly interactive: boolean;
  /** Whether data goes to such a terminal. Default: false. */
  readonly outInteractive?: boolean;
  /** Width of that terminal. */
  columns(): number;
  /** Ask a yes/no question; undefined if nobody can answer. The signal cancels it: the answer is then no. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<boolean>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Home folder of the user. */
  readonly home: string;
  /** Set the exit status for the command's end: one of `Status`, or 128 and a signal's number; default: 0. */
  setStatus(status: number): void;
}
