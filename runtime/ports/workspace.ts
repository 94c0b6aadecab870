import type { MergeAnswer, PublicationAnswer } from '../../contract/workspace-api';
import type { Leadership } from './election';

/** The run's repository, and checkouts of it on this machine. */
export interface Workspace {
  /**
   * The leader's checkout: at `checkpoint` with its untracked files where one is given, else at the session's commit.
   */
  openSession(checkpoint: string | null, leadership: Leadership): Promise<Checkout>;
  /** Move the session's checkout to the session's commit (items were merged meanwhile), keeping untracked files. */
  refreshSession(session: Checkout): Promise<void>;
  /**
   * Publish the session checkout's commit as the session and keep a snapshot of all its files.
   * `checkpoint` is null where untracked files exceed the limit of a snapshot.
   */
  saveSession(session: Checkout, leadership: Leadership): Promise<{ head: string; checkpoint: string | null }>;
  /**
   * Keep the session checkout's snapshot as what items start from.
   * @throws Error saying the bytes and the limit where untracked files exceed it.
   */
  saveSetup(session: Checkout, leadership: Leadership): Promise<void>;
  /** A fresh checkout for one attempt at an item. */
  openAttempt(item: string, attempt: number): Promise<AttemptCheckout>;
  /** Merge a submitted attempt into the session, once per item. */
  merge(request: AttemptResult, leadership: Leadership): Promise<MergeAnswer>;
  /** Hand the result over: push `prodigy/{id}` to origin, or make that branch in the local repository. */
  publish(commit: string | undefined, leadership: Leadership): Promise<PublicationAnswer>;
}

export interface AttemptResult {
  readonly item: string;
  readonly attempt: number;
  readonly commit: string;
  readonly durationMs: number;
}

/** A working tree. */
export interface Checkout {
  /** Absolute path. */
  readonly path: string;
  /** Environment that git needs in this checkout (identity, ignored setup files), for steps too. */
  readonly env: Readonly<Record<string, string>>;
  /** Commit of HEAD. */
  head(): Promise<string>;
}

/** The checkout of one attempt, on its own branch. */
export interface AttemptCheckout extends Checkout {
  /** Commit that the attempt started from. */
  readonly start: string;
  /** Make the attempt's commits known to the run; null where HEAD did not move. */
  submit(): Promise<string | null>;
  /** Remove the checkout. */
  close(): Promise<void>;
}
