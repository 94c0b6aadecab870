import type { Usage } from '../../contract/usage';
import type { Log } from '../ports/log';
import type { Checkout } from '../ports/workspace';
import type { Engine } from './engine';

/** Commits that changes are counted from. */
export interface History {
  /** Commit that the run started from; in `map`, the attempt. */
  readonly run: () => Promise<string>;
  /** Commit before the step that ran last; in a nested step, before the enclosing one; undefined if none ran. */
  readonly step: string | undefined;
}

/** Values of the workflow's `env` commands for one step: each command runs once, however often its value is needed. */
export interface Computed {
  /** Their output, by variable. */
  readonly printed: Map<string, string>;
  /** Seconds that they may take together. */
  readonly timeoutSeconds: number | undefined;
}

/** Where a step runs, and with what. */
export interface Setting {
  readonly engine: Engine;
  readonly checkout: Checkout;
  /** `setup`, `map`, … for messages. */
  readonly phase: string;
  /** What `${…}` may refer to besides the workflow's `env`: names such as `item.name`, or `item` with its fields. */
  readonly values: Readonly<Record<string, unknown>>;
  /** `env` of the enclosing steps. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** For the workflow's `env` commands. Default: they run each time their value is needed, without a time limit. */
  readonly computed?: Computed;
  /** Deadline set by what encloses the step, in milliseconds since 1970. Default: none. */
  readonly deadline?: number;
  /** For `${step.…}` and `${workflow.…}`. Default: not available. */
  readonly history?: History;
  /** Seconds that a command gets to shut down. Default: the process adapter's. */
  readonly graceSeconds?: number;
  readonly log: Log;
  /** Receives the usage of each model call, including failed ones. Default: none. */
  readonly spend?: (usage: Usage) => void;
  readonly signal: AbortSignal;
}
