import type { RunOutcome } from './journal';
import type { Usage } from './usage';

/**
 * What remains of a run after clean-up: the ConfigMap `prodigy-report-{id}`, key `report.json`, at most 16 KiB. Written
 * once by the workspace server; read by people, the command line and a recreated run.
 */
export interface Report {
  readonly runId: string;
  readonly workflow: string;
  readonly outcome: RunOutcome;
  /** Reason for every outcome but `complete`. */
  readonly reason?: string;
  /** Exit code of every agent, including ones that start later. */
  readonly exitCode: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Commit the run started from. */
  readonly base?: string;
  readonly result?: {
    readonly branch: string;
    readonly commit: string;
    readonly commits: number;
    /** URL of the pull request opened for it. */
    readonly pullRequest?: string;
  };
  /** Problems that did not change the outcome; undefined if there are none. */
  readonly warnings?: readonly string[];
  readonly items?: {
    readonly total: number;
    readonly merged: number;
    readonly unchanged: number;
    readonly dead: number;
    /** Dead items whose dead letters were purged; undefined if none were. */
    readonly purged?: number;
    /** Failed, but left out because the workflow says so. */
    readonly skipped: number;
  };
  /** Attempts at items, including failed ones; undefined if there are no items. */
  readonly attempts?: number;
  /** Absent in reports of earlier versions. */
  readonly durations?: Durations;
  /** Model usage of the run, including failed attempts; undefined if no model was called. */
  readonly usage?: Usage;
  /** The first failures; `truncated` counts the others. */
  readonly failures: readonly Failure[];
  readonly truncated?: number;
}

/** Why an item is dead. */
export interface Failure {
  readonly item: string;
  /** Number of its last attempt. */
  readonly attempt: number;
  /** Label of the step that failed; undefined if no step did. */
  readonly step?: string;
  readonly reason: string;
}

/** Elapsed milliseconds, including waits and interruptions. */
export interface Durations {
  readonly totalMs: number;
  /** By phase, in the order in which they ended; unfinished phases are left out. */
  readonly phases: Readonly<Record<string, number>>;
  /** Of the attempts that counted; undefined if none is known. */
  readonly items?: {
    readonly minMs: number;
    readonly medianMs: number;
    /** 95th percentile; absent in reports of earlier versions. */
    readonly p95Ms?: number;
    readonly maxMs: number;
  };
}

/** A report as stored in its ConfigMap; these bytes count towards the limit of 16 KiB. */
export const formatReport = (report: Report): string => `${JSON.stringify(report, null, 1)}\n`;

/** Key of the report in its ConfigMap. */
export const REPORT_KEY = 'report.json';
