import type { LeaderPhase } from './journal';
import type { Failure, Report } from './report';

/**
 * How far a run under way has come: the JSON of an annotation on its Job, written by the workspace server, read by the
 * command line. What a run of this machine tells of itself is the same.
 */
export interface Progress {
  /** What is under way; `publish` where every phase is over. */
  readonly phase: LeaderPhase | 'map' | 'publish';
  /** Of a phase with steps that are run one after the other. */
  readonly steps?: { readonly done: number; readonly total: number };
  /** Once they are listed. */
  readonly items?: Omit<NonNullable<Report['items']>, 'purged'>;
  /** The newest failures of items, the newest last. */
  readonly failures: readonly Failure[];
}

/** Failures that are told; the report and the dead letters hold more. */
export const NEWEST_FAILURES = 3;

/** The progress that an annotation holds; undefined where it is none of ours. */
export function parseProgress(text: string | undefined): Progress | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Progress> | null;
    return typeof value?.phase === 'string' && Array.isArray(value.failures) ? (value as Progress) : undefined;
  } catch {
    return undefined;
  }
}
