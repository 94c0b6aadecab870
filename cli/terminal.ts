/** What a command may know of the world it was called in; a test hands in its own. */
export interface Terminal {
  /** Data, for scripts and eyes. */
  out(text: string): void;
  /** Progress and remarks. */
  progress(text: string): void;
  /** Whether progress is shown to a person, on a terminal that can move its cursor. */
  readonly interactive: boolean;
  /** Whether data is shown to a person, on such a terminal. Default: it is not. */
  readonly outInteractive?: boolean;
  /** Width of that terminal. */
  columns(): number;
  /** Ask a person for yes or no; undefined where none is there. The signal stops asking: then the answer is no. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<boolean>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Home folder of the user. */
  readonly home: string;
  /** Status to exit with when the command returns, of `Status` or 128 and a signal's number; 0 if never called. */
  setStatus(status: number): void;
}
