/**
 * HTTP interface of a run's workspace server. All calls but `HEALTH` and `READY` carry `Authorization: Bearer <token>`:
 * the pod's projected service account token for this run's audience. Answers are JSON; errors are `{ "error": text }`.
 */
export const Route = {
  /** GET, no token: 200 unless the server is stuck. */
  HEALTH: '/healthz',
  /** GET, no token: 200 once the run is open, 503 until then. */
  READY: '/readyz',
  /** POST {@link AgentHello} → {@link RunState}: an agent has started. */
  AGENTS: '/v1/agents',
  /**
   * POST {@link AgentHello} → {@link DismissalAnswer}: an idle agent of an elastic run asks whether it should leave.
   */
  DISMISSAL: '/v1/dismissal',
  /** GET → {@link RunState}. */
  RUN: '/v1/run',
  /** POST (no body) → {@link LeaseAnswer}: acquire or renew the lease. DELETE, fenced: release it. */
  LEASE: '/v1/lease',
  /**
   * GET → {@link JournalAnswer}. POST {@link JournalEntry}, fenced; an entry `finished` ends the run and is answered
   * with its {@link RunState} once the report is written.
   */
  JOURNAL: '/v1/journal',
  /** GET → list of `DeadLetter`: items that have failed for good so far; also available once the run is over. */
  DEAD_LETTERS: '/v1/dead-letters',
  /** POST {@link AttemptRequest} → {@link AttemptAnswer}: only the pod that opened the attempt may push to its ref. */
  ATTEMPTS: '/v1/attempts',
  /** POST {@link MergeRequest} → {@link MergeAnswer}, fenced: merge one finished item into the session, once. */
  MERGES: '/v1/merges',
  /** POST {@link PublicationRequest} → {@link PublicationAnswer}, fenced: push the result to origin. */
  PUBLICATION: '/v1/publication',
  /** POST list of `Measurements`: what an agent has measured since its last call. */
  MEASUREMENTS: '/v1/measurements',
  /** POST `LogBatch` → `LogAnswer`: log lines of an agent; also accepted once the run is over. */
  LOGS: '/v1/logs',
  /** GET → text: password of the run's Redis; for agents and Redis' own pod. */
  QUEUE_PASSWORD: '/v1/queue-password',
  /** git smart HTTP: the run's repository. */
  REPOSITORY: '/git/run.git',
  /** git smart HTTP, read-only: parent of the repositories of the run's submodules. */
  MODULES: '/git/modules',
} as const;

/** Request header with the leader's fencing number: a call with an outdated number is refused with 409. */
export const FENCING_HEADER = 'prodigy-fencing';

/**
 * Response header of a 503 for work of unknown duration, such as cloning a large repository. The client keeps trying,
 * regardless of its own time limit.
 */
export const WAIT_HEADER = 'prodigy-wait';

export interface AgentHello {
  readonly index: number;
  readonly pod: string;
}

/** What an agent must know before it does anything. */
export type RunState =
  | {
      readonly state: 'running';
      readonly base: string;
      /** Why the leader must start nothing new and end the run once items in progress are done; absent otherwise. */
      readonly drain?: string;
    }
  /** The clone was refused or the run was given up: exit with `exitCode` and report `reason`. */
  | { readonly state: 'finished'; readonly exitCode: number; readonly reason: string };

export interface DismissalAnswer {
  /** True if the agent must start nothing new and exit with `DONE`. */
  readonly leave: boolean;
}

export interface LeaseAnswer {
  /** True if the caller now holds the lease. */
  readonly held: boolean;
  /** Pod name of the holder. */
  readonly holder: string;
  /** The holder's fencing number; increases with each change of holder, never decreases. */
  readonly fencing: number;
  readonly expiresInMs: number;
}

export interface JournalAnswer {
  readonly entries: readonly import('./journal').StampedEntry[];
  /** Commit of `refs/prodigy/session`. */
  readonly session: string;
}

export interface AttemptRequest {
  readonly item: string;
  readonly attempt: number;
}

export interface AttemptAnswer {
  readonly ref: string;
  /** Commit that the attempt starts from: parent 1 of `setup`, or base if there is no setup. */
  readonly start: string;
  /** Snapshot whose added files are copied into the attempt's checkout; null without setup. */
  readonly setup: string | null;
}

export interface MergeRequest {
  readonly item: string;
  readonly attempt: number;
  readonly commit: string;
  readonly durationMs: number;
}

export type MergeAnswer =
  | { readonly merged: true; readonly session: string }
  | { readonly merged: false; readonly conflicts: readonly string[] };

export interface PublicationRequest {
  /** Commit to publish. Default: that of the session. */
  readonly commit?: string;
}

/** The result of the pull request that a run asks for; empty if it asks for none. */
export interface Offered {
  /** URL of its page. */
  readonly pullRequest?: string;
  /** Why there is none. */
  readonly warning?: string;
}

export type PublicationAnswer =
  | ({ readonly published: true; readonly branch: string; readonly commit: string } & Offered)
  /** `unchanged`: the run made no commit, so there is nothing to publish; it is still `complete`. */
  | { readonly published: false; readonly reason: string; readonly unchanged?: true };
