import { join } from 'node:path';

/** Files in the state folder of the claim. */
export const statePaths = (folder: string) => ({
  /** Outcome of the clone; see `programs/clone.ts`. */
  clone: join(folder, 'clone.json'),
  journal: join(folder, 'journal.jsonl'),
  /** Events for people and their tools; the server does not read them. */
  events: join(folder, 'events.jsonl'),
  /** Folder with log lines of agents; see `kept-log.ts`. */
  logs: join(folder, 'logs'),
  lease: join(folder, 'lease.json'),
  attempts: join(folder, 'attempts.jsonl'),
  starts: join(folder, 'starts.json'),
  job: join(folder, 'job.json'),
  /** Items that failed permanently, in Prodigy's format; exists once the run is over. */
  deadLetters: join(folder, 'dead-letters.json'),
  queuePassword: join(folder, 'queue-password'),
  /** Space reserved for the run's end; see `claim-space.ts`. */
  reserve: join(folder, 'reserve'),
});

/** Outcome of the init container. */
export type CloneOutcome =
  | { readonly ok: true; readonly base: string; readonly at: number }
  | { readonly ok: false; readonly reason: string; readonly at: number };
