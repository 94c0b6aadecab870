/**
 * A checked workflow: what the engine runs and the constructs read. Made by `parseWorkflow` from Prodigy's YAML;
 * everything optional in YAML has its default here.
 */
export type Workflow = StandardWorkflow | MapReduceWorkflow;

interface WorkflowCommon {
  /** The file's `name`, else the file name without its ending. */
  readonly name: string;
  /** Variables exported to every step, in the file's order; scalars as text. */
  readonly env: Readonly<Record<string, string>>;
  /** Steps that replace the plain merge into the target branch; undefined where the file has none. */
  readonly merge: readonly Step[] | undefined;
}

/** A list of steps that run one after the other. */
export interface StandardWorkflow extends WorkflowCommon {
  readonly mode: 'standard';
  readonly commands: readonly Step[];
}

/** Make items (setup), work on each in its own branch (map), merge, finish (reduce). */
export interface MapReduceWorkflow extends WorkflowCommon {
  readonly mode: 'mapreduce';
  readonly setup: readonly Step[];
  readonly map: MapPhase;
  readonly reduce: readonly Step[];
}

export interface MapPhase {
  /** A file in the session's checkout, or else a shell command that prints the items. */
  readonly input: string;
  /** RFC 9535 JSONPath that selects the items; undefined: the document itself (an array's elements). */
  readonly jsonPath: string | undefined;
  /** Agents at once, after `$NAME` was looked up in `env`; undefined where the file says nothing. */
  readonly maxParallel: number | undefined;
  /** Only so many items, the first. */
  readonly maxItems: number | undefined;
  readonly agentTemplate: readonly Step[];
}

/** One thing to run. */
export interface Step {
  /** `name` of the step, else its command's first line, for people. */
  readonly label: string;
  readonly command: Command;
  /** The step must move HEAD, else it fails. */
  readonly commitRequired: boolean;
  /**
   * Keep the output for later steps: `true` as `shell.output` or `claude.output` alone, a name under that name too.
   */
  readonly capture: boolean | string;
  /** Seconds until SIGTERM to the step's process group; undefined: no limit of its own. */
  readonly timeoutSeconds: number | undefined;
  readonly onFailure: OnFailure | undefined;
  /** Where the step stands in its file, for messages. */
  readonly position: Position;
}

/** A command whose text may hold references such as `${item.name}`. */
export interface Command {
  readonly kind: 'shell' | 'claude';
  readonly text: string;
}

/** Run the handler, then the step again, at most `maxAttempts` executions of the step in all. */
export interface OnFailure {
  readonly handler: Command;
  readonly maxAttempts: number;
  /** Once the attempts are used up: fail, or go on as if the step had succeeded. */
  readonly failWorkflow: boolean;
  /** The handler must move HEAD, else the run goes on with a warning. */
  readonly commitRequired: boolean;
}

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
