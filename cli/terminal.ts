/** What a command may know of the world it was called in; a test hands in its own. */
export interface Terminal {
  /** Data, for scripts and eyes. */
  out(text: string): void;
  /** Progress and remarks. */
  progress(text: string): void;
  /** Whether progress is shown to a person. */
  readonly interactive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Home folder of the user. */
  readonly home: string;
  /** Status to exit with when the command returns, of `Status` or 128 and a signal's number; 0 if never called. */
  setStatus(status: number): void;
}
