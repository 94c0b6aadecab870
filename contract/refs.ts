/** Refs of the run's repository. Written by the workspace server and, over HTTP, by agents; see `workspace-api.ts`. */
export const Ref = {
  /** What the init container found at origin; never moved. */
  BASE: 'refs/prodigy/base',
  /** The session: base, then setup's commits, merged items, reduce's commits. Moved with the fencing number only. */
  SESSION: 'refs/prodigy/session',
  /** Snapshot of the leader's checkout after its last finished step. */
  CHECKPOINT: 'refs/prodigy/checkpoint',
  /** Snapshot after setup: parent 1 is the commit that items start from; added files travel to agents. */
  SETUP: 'refs/prodigy/setup',
  /** What is pushed to origin. */
  RESULT: 'refs/prodigy/result',
} as const;

/** Where the pod that opened an attempt pushes its commits. */
export const attemptRef = (itemId: string, attempt: number): string => `refs/prodigy/attempts/${itemId}/${attempt}`;

/** Trailer of a merge commit that says which item it merged; the truth about what is merged. */
export const ITEM_TRAILER = 'Prodigy-Item';
