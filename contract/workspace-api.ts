/**
 * HTTP interface of a run's workspace server. Every call but `HEALTH` and `READY` carries `Authorization: Bearer <token>`, the
 * pod's projected service account token for this run's audience. Answers are JSON; errors are `{ "error": text }`.
 */
export const Route = {
  /** GET, no token: 200 as long as the server is not stuck. */
  HEALTH: '/healthz',
  /** GET, no token: 200 once the run is open, 503 before. */
  READY: '/readyz',
  /** POST {@link AgentHello} → {@link RunState}: an agent has started. */
  AGENTS: '/v1/agents',
  /**
   * POST {@link AgentHello} → {@link DismissalAnswer}: an agent of an elastic run that has no item in hand asks whether
   * it is one too many.
   */
  DISMISSAL: '/v1/dismissal',
  /** GET → {@link RunState}. */
  RUN: '/v1/run',
  /** POST (no body) → {@link LeaseAnswer}: take or renew the lease. DELETE, fenced: give it back. */
  LEASE: '/v1/lease',
  /**
   * GET → {@link JournalAnswer}. POST {@link JournalEntry}, fenced; an entry `finished` ends the run and is answered
   * with its {@link RunState} when the report is written.
   */
  JOURNAL: '/v1/journal',
  /** GET → list of `DeadLetter`: items that failed for good so far; also once the run is over. */
  DEAD_LETTERS: '/v1/dead-letters',
  /** POST {@link AttemptRequest} → {@link AttemptAnswer}: only the opening pod may push to the attempt's ref. */
  ATTEMPTS: '/v1/attempts',
  /** POST {@link MergeRequest} → {@link MergeAnswer}, fenced: merge one finished item into the session, once. */
  MERGES: '/v1/merges',
  /** POST {@link PublicationRequest} → {@link PublicationAnswer}, fenced: push the result to origin. */
  PUBLICATION: '/v1/publication',
  /** POST list of `Measurements`: what an agent measured since it told last. */
  MEASUREMENTS: '/v1/measurements',
  /** POST `LogBatch` → `LogAnswer`: log lines of an agent; also once the run is over. */
  LOGS: '/v1/logs',
  /** GET → text: password of the run's Redis; for agents and Redis' own pod. */
  QUEUE_PASSWORD: '/v1/queue-password',
  /** git smart HTTP: the run's repository. */
  REPOSITORY: '/git/run.git',
  /** git smart HTTP, read-only: below it the repositories of the run's submodules. */
  MODULES: '/git/modules',
} as const;

/** Request header with the leader's fencing number: a call with an older number is refused with 409. */
export const FENCING_HEADER = 'prodigy-fencing';

/**
 * Answer header of 503 that says: this takes as long as it takes, such as cloning a large repository. Whoever asks goes on
 * asking, whatever patience is left.
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
      /** Why the leader is to begin nothing more, and to end the run once what is at work has ended; absent: it is not. */
      readonly drain?: string;
    }
  /** The clone was refused or the run is given up: exit `exitCode` saying `reason`. */
  | { readonly state: 'finished'; readonly exitCode: number; readonly reason: string };

export interface DismissalAnswer {
  /** True where the agent is to begin nothing more and exit `DONE`. */
  readonly leave: boolean;
}

export interface LeaseAnswer {
  /** True where the caller holds the lease now. */
  readonly held: boolean;
  /** The holder's pod name. */
  readonly holder: string;
  /** The fencing number of the holder; grows with each change of holder, never shrinks. */
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
  /** Commit that the attempt starts from: parent 1 of `setup`, or base where there is no setup. */
  readonly start: string;
  /** Snapshot whose added files are laid into the attempt's checkout; null without setup. */
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
  /** Commit to publish; without it the session's. */
  readonly commit?: string;
}

/** What became of the pull request that a run asks for; nothing where it asks for none. */
export interface Offered {
  /** Address of its page. */
  readonly pullRequest?: string;
  /** Why there is none. */
  readonly warning?: string;
}

export type PublicationAnswer =
  | ({ readonly published: true; readonly branch: string; readonly commit: string } & Offered)
  /** `unchanged`: the run made no commit, so there is nothing to publish, and it is `complete` all the same. */
  | { readonly published: false; readonly reason: string; readonly unchanged?: true };
