import type { Item } from '../../contract/journal';
import type { Parameters } from '../../contract/parameters';
import type { Workflow } from '../../language/workflow';
import type { ClaudeHome } from '../ports/claude-home';
import type { Clock } from '../ports/clock';
import type { Journal } from '../ports/journal';
import type { Log } from '../ports/log';
import type { Meter } from '../ports/meter';
import type { Processes } from '../ports/processes';
import type { Tracer } from '../ports/tracer';
import type { WorkQueue } from '../ports/work-queue';
import type { Workspace } from '../ports/workspace';

/** What the engine is told and whom it asks: it reads no clock, file or environment of its own. */
export interface Engine<W extends Workflow = Workflow> {
  readonly workflow: W;
  readonly run: RunFacts;
  readonly processes: Processes;
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly log: Log;
  /** Chance, from 0 to 1: for the jitter of pauses. */
  readonly random: () => number;
  /** Read before each claude step: its credentials, which reach no other step. */
  readonly claudeEnvironment: () => Promise<Readonly<Record<string, string>>>;
  /** Read before claude is asked to merge what conflicts. Default: a home without login and commands. */
  readonly claudeHome?: () => Promise<ClaudeHome>;
  /**
   * Read before each step: the values of the workflow's `secrets` by name, so that a rotated one serves the next step.
   * @throws Error naming one that has no value.
   */
  readonly secretValues: () => Promise<Readonly<Record<string, string>>>;
  /** Takes what steps are measured by. Default: nobody does. */
  readonly meter?: Meter;
  /** Records what items and steps took. Default: nobody does. */
  readonly tracer?: Tracer;
  /** What commands of `env` with `cache` have printed, by variable. */
  readonly remembered: Map<string, string>;
  /**
   * Fires when nothing more is to be begun, and the run is to pause once the steps and items at work have ended. Default:
   * never.
   */
  readonly draining?: AbortSignal;
  /** How often the leader looks at the queue. */
  readonly pace?: Partial<Pace>;
}

/** What is known of a run beside its workflow. */
export interface RunFacts {
  readonly runId: string;
  /** Branch that the result is meant for. */
  readonly targetBranch: string;
  /** Value of `$ARG`; undefined where the run has none. */
  readonly argument?: string;
  /** Values that the run was given, by name. Default: none. */
  readonly parameters?: Parameters;
  /** Items in place of those that `map.input` names. Default: those. */
  readonly items?: readonly Item[];
  /** Name of the agent, for the records of what failed. Default: unknown. */
  readonly agent?: string;
}

export interface Pace {
  /** Milliseconds between looks for finished items. Default: 500. */
  readonly pollMs: number;
  /** Milliseconds between looks whether the queue still knows every item. Default: 10,000. */
  readonly refillMs: number;
}

export const DEFAULT_PACE: Pace = { pollMs: 500, refillMs: 10_000 };

/** The engine was told to stop; nothing is wrong with the run. */
export class Interrupted extends Error {
  public constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}
