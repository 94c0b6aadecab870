/** A program that is built to start fast. */
export interface FastStart {
  /** Source file that runs it. */
  readonly entryPoint: string;
  /** The launcher; bundle and kept code lie beside it, named after it and after the hash of the bundle. */
  readonly outfile: string;
  /** Arguments of the runs that call what most runs call: what they compile is kept. They must change nothing. */
  readonly commands: readonly (readonly string[])[];
  /** Packages that stay out of the bundle. @default - none */
  readonly external?: readonly string[];
}

/** @throws Error where one of the commands fails. */
export function buildFastStart(program: FastStart): Promise<void>;
