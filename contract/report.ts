import type { RunOutcome } from './journal';
import type { Usage } from './usage';

/**
 * What is left of a run when all else is cleaned up: the ConfigMap `prodigy-report-{id}`, key `report.json`, at most
 * 16 KiB. Written once by the workspace server; read by people, the command line and by a run created again.
 */
export interface Report {
  readonly runId: string;
  readonly workflow: string;
  readonly outcome: RunOutcome;
  /** Why, for every outcome but `complete`. */
  readonly reason?: string;
  /** Exit code that every agent, also a later one, ends with. */
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
    /** Address of the pull request that was opened for it. */
    readonly pullRequest?: string;
  };
  /** What did not come about although the run ended as it says; undefined where there is nothing. */
  readonly warnings?: readonly string[];
  readonly items?: {
    readonly total: number;
    readonly merged: number;
    readonly unchanged: number;
    readonly dead: number;
    /** Dead ones whose dead letters were removed for good; undefined where none were. */
    readonly purged?: number;
    /** Failed, and left out as the workflow says. */
    readonly skipped: number;
  };
  /** Attempts at items, failed ones included; undefined where there are no items. */
  readonly attempts?: number;
  /** Reports of earlier versions lack them. */
  readonly durations?: Durations;
  /** What models took for the run, failed attempts included; undefined where none was called. */
  readonly usage?: Usage;
  /** The first failures; `truncated` tells how many more there were. */
  readonly failures: readonly Failure[];
  readonly truncated?: number;
}

/** Why an item is dead. */
export interface Failure {
  readonly item: string;
  /** Number of its last attempt. */
  readonly attempt: number;
  /** Label of the step that failed; undefined where it was none. */
  readonly step?: string;
  readonly reason: string;
}

/** Milliseconds that passed, waits and interruptions included. */
export interface Durations {
  readonly totalMs: number;
  /** By phase, in the order in which they ended; a phase that did not end is left out. */
  readonly phases: Readonly<Record<string, number>>;
  /** Of the attempts that counted; undefined where none is known. */
  readonly items?: {
    readonly minMs: number;
    readonly medianMs: number;
    /** 95 of 100 took at most so long; reports of earlier versions lack it. */
    readonly p95Ms?: number;
    readonly maxMs: number;
  };
}

/** A report as its ConfigMap holds it; the limit of 16 KiB counts these bytes. */
export const formatReport = (report: Report): string => `${JSON.stringify(report, null, 1)}\n`;

/** Key of the report in its ConfigMap. */
export const REPORT_KEY = 'report.json';
