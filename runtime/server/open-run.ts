import type { RunConfig } from '../../contract/run-config';
import type { Merges } from '../adapters/git/merges';
import type { Log } from '../ports/log';
import type { Attempts } from './attempts';
import type { ClaimSpace } from './claim-space';
import type { ElasticAgents } from './elastic-agents';
import type { Fence } from './fence';
import type { FruitlessStarts } from './fruitless-starts';
import type { JournalFile } from './journal-file';
import type { LogStore } from './log-store';
import type { Publisher } from './publish';
import type { RunEnd } from './run-end';
import type { RunMetrics } from './run-metrics';

/** A run as held by the server. */
export interface OpenRun {
  readonly config: RunConfig;
  readonly end: RunEnd;
  readonly fence: Fence;
  readonly journal: JournalFile;
  readonly starts: FruitlessStarts;
  /** Undefined if the number of agents is fixed. */
  readonly elastic?: ElasticAgents;
  readonly queuePassword: string;
  readonly metrics: RunMetrics;
  readonly space: ClaimSpace;
  readonly log: Log;
  /** Log lines shipped by agents. */
  readonly agentLogs: LogStore;
  /** The part that agents work on; undefined if the run was over, or refused, when the server started. */
  readonly work?: RunWork;
}

export interface RunWork {
  /** Commit that the run started from. */
  readonly base: string;
  /** Path of the bare repository. */
  readonly repository: string;
  /** Folder of the submodules' bare repositories. */
  readonly modules: string;
  readonly attempts: Attempts;
  readonly publisher: Publisher;
  /** Merges into the session. */
  readonly merges: Merges;
}
