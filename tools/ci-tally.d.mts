/** A command that `.ci/run` calls. */
export interface Suite {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether it is jest and takes jest's arguments. @default - false */
  readonly jest?: boolean;
  /** Whether failed files are never rerun. @default - false */
  readonly once?: boolean;
  /** Whether its failure stops everything else. @default - false */
  readonly needed?: boolean;
}

/** The part of jest's `--json` report that is used, per file. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Result of a suite or some of its files. The report is undefined if jest wrote none, null if the suite isn't jest. */
export interface Outcome {
  readonly status: number | null;
  readonly report: Report | null | undefined;
}

/** Totals over all suites, and the files that failed but passed when rerun. */
export function tally(
  suites: readonly Suite[],
  run: (suite: Suite, files: readonly string[]) => Outcome,
): { passed: number; failed: number; unsteady: string[] };
