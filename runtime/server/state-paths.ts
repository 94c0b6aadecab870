import { join } from 'node:path';

/** Files in the state folder of the claim. */
export const statePaths = (folder: string) => ({
  /** Outcome of the clone; see `programs/clone.ts`. */
  clone: join(folder, 'clone.json'),
  journal: join(folder, 'journal.jsonl'),
  /** What happened, for people and their tools; nothing reads it here. */
  events: join(folder, 'events.jsonl'),
  /** Folder of the log lines of agents; see `kept-log.ts`. */
  logs: join(folder, 'logs'),
  lease: join(folder, 'lease.json'),
  attempts: join(folder, 'attempts.jsonl'),
  starts: join(folder, 'starts.json'),
  job: join(folder, 'job.json'),
  /** Items that failed for good, in Prodigy's shape; there once the run is over. */
  deadLetters: join(folder, 'dead-letters.json'),
  queuePassword: join(folder, 'queue-password'),
  /** Room for the run's end; see `claim-space.ts`. */
  reserve: join(folder, 'reserve'),
});

/** What the init container left behind. */
export type CloneOutcome =
  | { readonly ok: true; readonly base: string; readonly at: number }
  | { readonly ok: false; readonly reason: string; readonly at: number };
