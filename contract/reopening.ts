import type { Report } from './report';

/**
 * What is asked of a run that has ended: written by the command line into the report's ConfigMap in place of the report,
 * taken into the journal by the workspace server when it starts.
 */
export interface Reopening {
  /** Differs from one to the next: what is taken over twice counts once. */
  readonly id: string;
  /**
   * `resume`: go on where the run failed or was cancelled. `retry`: try dead letters again, then reduce, merge and publish
   * once more. `publish`: push the result that origin refused. `purge`: remove dead letters for good; the run does not go
   * on.
   */
  readonly work: 'resume' | 'retry' | 'publish' | 'purge';
  /** Items of `retry` and `purge`. Default: every dead letter. */
  readonly items?: readonly string[];
  /** What the run had come to before. */
  readonly report: Report;
}

/** Key of the {@link Reopening} in the report's ConfigMap. */
export const REOPENING_KEY = 'reopening.json';

/** Key of the run's Job there, while it is deleted and created again. */
export const JOB_KEY = 'job.json';
