/** Refs of the run's repository. Written by the workspace server and, over HTTP, by agents; see `workspace-api.ts`. */
export const Ref = {
  /** The commit that the init container cloned from origin; never moved. */
  BASE: 'refs/prodigy/base',
  /** The session: base, then setup's commits, merged items, reduce's commits. Moved only with the fencing number. */
  SESSION: 'refs/prodigy/session',
  /** Snapshot of the leader's checkout after its last finished step. */
  CHECKPOINT: 'refs/prodigy/checkpoint',
  /** Snapshot after setup: parent 1 is the commit that items start from; files it adds are copied to agents. */
  SETUP: 'refs/prodigy/setup',
  /** The commit that is pushed to origin. */
  RESULT: 'refs/prodigy/result',
} as const;

/** Where the pod that opened an attempt pushes its commits. */
export const attemptRef = (itemId: string, attempt: number): string => `refs/prodigy/attempts/${itemId}/${attempt}`;

/** Trailer of a merge commit naming the item that it merged; the source of truth for what is merged. */
export const ITEM_TRAILER = 'Prodigy-Item';
