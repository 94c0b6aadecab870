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

/** What the engine is given: it reads no clock, file or environment of its own. */
export interface Engine<W extends Workflow = Workflow> {
  readonly workflow: W;
  readonly run: RunFacts;
  readonly processes: Processes;
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly log: Log;
  /** Random number from 0 to 1, for the jitter of pauses. */
  readonly random: () => number;
  /** Read before each claude step: its credentials, which no other step gets. */
  readonly claudeEnvironment: () => Promise<Readonly<Record<string, string>>>;
  /** Read before claude is asked to resolve merge conflicts. Default: a home without login and commands. */
  readonly claudeHome?: () => Promise<ClaudeHome>;
  /**
   * Read before each step: the values of the workflow's `secrets` by name, so that the next step gets a rotated one.
   * @throws Error naming one that has no value.
   */
  readonly secretValues: () => Promise<Readonly<Record<string, string>>>;
  /** Receives the measurements of steps. Default: none. */
  readonly meter?: Meter;
  /** Records spans of items and steps. Default: none. */
  readonly tracer?: Tracer;
  /** Cached output of `env` commands with `cache`, by variable. */
  readonly remembered: Map<string, string>;
  /**
   * Fires when nothing new should begin, and the run should pause once running steps and items have ended. Default:
   * never.
   */
  readonly draining?: AbortSignal;
  /** How often the leader polls the queue. */
  readonly pace?: Partial<Pace>;
}

/** What is known of a run besides its workflow. */
export interface RunFacts {
  readonly runId: string;
  /** Branch that the result is intended for. */
  readonly targetBranch: string;
  /** Value of `$ARG`; undefined if the run has none. */
  readonly argument?: string;
  /** Parameters of the run, by name. Default: none. */
  readonly parameters?: Parameters;
  /** Items to work on instead of those of `map.input`. Default: those. */
  readonly items?: readonly Item[];
  /** Name of the agent, for failure records. Default: unknown. */
  readonly agent?: string;
}

export interface Pace {
  /** Milliseconds between polls for finished items. Default: 500. */
  readonly pollMs: number;
  /** Milliseconds between checks that the queue still knows every item. Default: 10,000. */
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
