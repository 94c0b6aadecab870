import type { LeaderPhase } from './journal';
import type { Failure, Report } from './report';

/**
 * Progress of an active run: JSON in an annotation on its Job, written by the workspace server and read by the command
 * line. Local runs report the same.
 */
export interface Progress {
  /** The current phase; `publish` once all phases are over. */
  readonly phase: LeaderPhase | 'map' | 'publish';
  /** Only in a phase whose steps run in sequence. */
  readonly steps?: { readonly done: number; readonly total: number };
  /** Known once the items are listed. */
  readonly items?: Omit<NonNullable<Report['items']>, 'purged'>;
  /** The most recent failures of items, newest last. */
  readonly failures: readonly Failure[];
}

/** Maximum number of failures listed here; the report and the dead letters have more. */
export const NEWEST_FAILURES = 3;

/** The progress in an annotation; undefined if it is not one of ours. */
export function parseProgress(text: string | undefined): Progress | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Progress> | null;
    return typeof value?.phase === 'string' && Array.isArray(value.failures) ? (value as Progress) : undefined;
  } catch {
    return undefined;
  }
}
