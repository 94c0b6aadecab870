/** A program built for fast startup. */
export interface FastStart {
  /** Source file of its entry point. */
  readonly entryPoint: string;
  /** The launcher. Next to it are the bundle and its code cache, named after it and the bundle's hash. */
  readonly outfile: string;
  /** Arguments of typical runs: the code that these compile is cached. They must have no side effects. */
  readonly commands: readonly (readonly string[])[];
  /** Packages to leave out of the bundle. @default - none */
  readonly external?: readonly string[];
}

/** @throws Error if one of the commands fails. */
export function buildFastStart(program: FastStart): Promise<void>;
