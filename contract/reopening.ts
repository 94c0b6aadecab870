import type { Report } from './report';

/**
 * A request to continue a run that has ended. The command line writes it into the report's ConfigMap in place of the
 * report; the workspace server adds it to the journal when it starts.
 */
export interface Reopening {
  /** Unique per request: one that is read twice counts once. */
  readonly id: string;
  /**
   * `resume`: continue where the run failed or was cancelled. `retry`: retry dead letters, then reduce, merge and
   * publish again. `publish`: push the result that origin refused. `purge`: remove dead letters for good without
   * continuing the run.
   */
  readonly work: 'resume' | 'retry' | 'publish' | 'purge';
  /** Items for `retry` and `purge`. Default: every dead letter. */
  readonly items?: readonly string[];
  /** The run's previous report. */
  readonly report: Report;
}

/** Key of the {@link Reopening} in the report's ConfigMap. */
export const REOPENING_KEY = 'reopening.json';

/** Key in the same ConfigMap that holds the run's Job while it is deleted and recreated. */
export const JOB_KEY = 'job.json';
