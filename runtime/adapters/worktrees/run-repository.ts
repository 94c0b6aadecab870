import type { AttemptAnswer, MergeAnswer, PublicationAnswer } from '../../../contract/workspace-api';
import type { Leadership } from '../../ports/election';
import type { AttemptResult } from '../../ports/workspace';

/** The run's repository as seen from a bare repository on this machine, which may be a clone of it. */
export interface RunRepository {
  /** The session's current commit; it and its history are on this machine. */
  session(): Promise<string>;
  /** Commit that the run started from; on this machine. */
  base(): Promise<string>;
  /** Fetch a commit to this machine. */
  bring(commit: string): Promise<void>;
  /** Point a ref of the run to a commit on this machine. */
  setRef(ref: string, commit: string, leadership: Leadership): Promise<void>;
  /** Open an attempt; afterwards its start commit and setup's snapshot are on this machine. */
  openAttempt(item: string, attempt: number): Promise<AttemptAnswer>;
  /** Submit a commit on this machine as an attempt's result. */
  submit(ref: string, commit: string): Promise<void>;
  merge(request: AttemptResult, leadership: Leadership): Promise<MergeAnswer>;
  publish(commit: string | undefined, leadership: Leadership): Promise<PublicationAnswer>;
}
