import type { Usage } from '../../contract/usage';
import type { Log } from '../ports/log';
import type { Checkout } from '../ports/workspace';
import type { Engine } from './engine';

/** Commits that changes are counted from. */
export interface History {
  /** Commit that the run started from; in `map`, the attempt. */
  readonly run: () => Promise<string>;
  /** Commit before the step that ran last, for what a step runs, before that step; undefined: none has run yet. */
  readonly step: string | undefined;
}

/** What commands of the workflow's `env` come to for one step: they are run once, whoever of it asks for them. */
export interface Computed {
  /** What they have printed, by variable. */
  readonly printed: Map<string, string>;
  /** Seconds that they may take together. */
  readonly timeoutSeconds: number | undefined;
}

/** Where and with what a step runs. */
export interface Setting {
  readonly engine: Engine;
  readonly checkout: Checkout;
  /** `setup`, `map`, … for messages. */
  readonly phase: string;
  /** What `${…}` may name, beside the workflow's `env`: dotted names such as `item.name`, or `item` with its fields. */
  readonly values: Readonly<Record<string, unknown>>;
  /** `env` of the steps around. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** For commands of the workflow's `env`. Default: they are run whenever they are asked for, for as long as they take. */
  readonly computed?: Computed;
  /** When the time of what is around the step is up, in milliseconds since 1970. Default: never. */
  readonly deadline?: number;
  /** For `${step.…}` and `${workflow.…}`. Default: nobody names them. */
  readonly history?: History;
  /** Seconds that a command gets to end in peace. Default: the processes' own. */
  readonly graceSeconds?: number;
  readonly log: Log;
  /** Told what each call of a model took, also of one that failed. Default: nobody is. */
  readonly spend?: (usage: Usage) => void;
  readonly signal: AbortSignal;
}
