/** A command that `.ci/run` calls. */
export interface Suite {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether it is jest, and takes its arguments. @default - false */
  readonly jest?: boolean;
  /** Whether it is never asked again. @default - false */
  readonly once?: boolean;
  /** Whether nothing else runs where it fails. @default - false */
  readonly needed?: boolean;
}

/** What jest's `--json` says of each file. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** What a suite, or files of it, ended with. The report is undefined where jest wrote none, null where it is no jest's. */
export interface Outcome {
  readonly status: number | null;
  readonly report: Report | null | undefined;
}

/** Counts of all suites, and the files that failed and then passed. */
export function tally(
  suites: readonly Suite[],
  run: (suite: Suite, files: readonly string[]) => Outcome,
): { passed: number; failed: number; unsteady: string[] };
