import type { EnvValue, Profile, SecretSource } from './model/environment';
import type { ErrorPolicy } from './model/error-policy';
import type { ParameterDeclaration } from './model/parameter';
import type { Position } from './model/position';
import type { Step } from './model/step';

export type { ClaudeCommand, Command, Foreach, ShellCommand, TextCommand, WriteFile } from './model/command';
export type { EnvValue, Profile, SecretSource } from './model/environment';
export type { CircuitBreaker, ErrorCollection, ErrorPolicy, OnItemFailure } from './model/error-policy';
export type { HandlerStep, HandlerStrategy, OnFailure } from './model/failure';
export type { ParameterDeclaration, ParameterType } from './model/parameter';
export type { Position } from './model/position';
export type { Backoff, FinalFailure, Retry, RetryCause, StepRetry } from './model/retry';
export type { Capture, CaptureFormat, CaptureStreams, CommitConfig, OutputFile, Step } from './model/step';
export type { OnIncomplete, StepCheck, StepValidation, Validation } from './model/validation';

/**
 * A checked workflow: the engine runs it and the constructs read it. `parseWorkflow` makes it from Prodigy's YAML, with
 * defaults filled in for everything optional.
 */
export type Workflow = StandardWorkflow | MapReduceWorkflow;

interface WorkflowCommon {
  /** The file's `name`, else the file name without extension. */
  readonly name: string;
  /** The file, for messages about its content. */
  readonly file: string;
  /** The declared parameters; empty: any are accepted. */
  readonly parameters: readonly ParameterDeclaration[];
  /** Variables exported to every step, in file order: `defaults`, `env`, and the selected profile; later ones win. */
  readonly env: Readonly<Record<string, EnvValue>>;
  /** Secret variables, including those that `env` refers to; masked in the run's output. They override `env`. */
  readonly secrets: Readonly<Record<string, SecretSource>>;
  /** Files of `NAME=value` lines, read in this order; `env` overrides them. */
  readonly envFiles: readonly string[];
  /** Named sets of variables, of which a run may select one. */
  readonly profiles: Readonly<Record<string, Profile>>;
  /** The selected profile, whose variables are included in `env`; undefined for none. */
  readonly profile: string | undefined;
  /** Steps that replace the plain merge into the target branch; undefined if the file has none. */
  readonly merge: Phase | undefined;
  /** Positions of the top-level keys, for messages. */
  readonly keys: KeyPositions;
}

/** Positions of the keys of a mapping in the file. */
export type KeyPositions = Readonly<Record<string, Position>>;

/** A list of steps that run in sequence. */
export interface StandardWorkflow extends WorkflowCommon {
  readonly mode: 'standard';
  readonly commands: readonly Step[];
}

/** List items (setup), process each on its own branch (map), merge, finish (reduce). */
export interface MapReduceWorkflow extends WorkflowCommon {
  readonly mode: 'mapreduce';
  readonly setup: SetupPhase;
  readonly map: MapPhase;
  readonly reduce: Phase;
  readonly errorPolicy: ErrorPolicy;
}

/** Steps that run in sequence in the session's checkout. */
export interface Phase {
  readonly steps: readonly Step[];
  /** Time limit for the whole phase in seconds; undefined: none of its own. */
  readonly timeoutSeconds: number | undefined;
}

/** The phase that prepares the items. */
export interface SetupPhase extends Phase {
  /** Variables by name that its steps pass on to map, reduce and merge. */
  readonly captureOutputs: Readonly<Record<string, CaptureOutput>>;
}

/** How a variable is taken from the output of a step. */
export interface CaptureOutput {
  /** Index of the step in the phase, from 0. */
  readonly commandIndex: number;
  /** `both`: stdout, then stderr; `combined`: interleaved. */
  readonly source: 'stdout' | 'stderr' | 'both' | 'combined';
  /** Regular expression; its first group is used, or the whole match if it has none. */
  readonly pattern: string | undefined;
  /** Dotted path (`a.b.0`) into the output, parsed as JSON. */
  readonly jsonPath: string | undefined;
  /** Maximum bytes of the output to read. */
  readonly maxBytes: number;
  /** Used if pattern or path match nothing; undefined: then the phase fails. */
  readonly fallback: string | undefined;
  /** How an output of several lines is treated: kept, joined with blanks, one line, or a list. */
  readonly multiline: 'preserve' | 'join' | 'first_line' | 'last_line' | 'array';
}

/** Which items there are, and how each is processed. */
export interface MapPhase {
  /** A file in the session's checkout, or else a shell command that prints the items. */
  readonly input: string;
  /** RFC 9535 JSONPath that selects the items; undefined: the document itself (an array's elements). */
  readonly jsonPath: string | undefined;
  /** Condition that an item must meet; undefined: every item does. */
  readonly filter: string | undefined;
  /** Order of the items; undefined: as they come. */
  readonly sortBy: string | undefined;
  /** Path of a field: of items with equal values there, only the first is kept. */
  readonly distinct: string | undefined;
  /** Number of items to skip, after filter, sort and distinct. */
  readonly offset: number;
  /** Maximum number of items, counted after `offset`. */
  readonly maxItems: number | undefined;
  /** Agents at once, with `$NAME` resolved from `env`; undefined if the file does not say. */
  readonly maxParallel: number | undefined;
  readonly agentTemplate: readonly Step[];
  readonly timeout: AgentTimeout;
  /** Position of the phase. */
  readonly position: Position;
  /** Positions of its keys, for messages. */
  readonly keys: KeyPositions;
}

/** How long work on an item may take, and what happens when it times out. */
export interface AgentTimeout {
  /** Time limit for all steps of an item together, in seconds; undefined: none. */
  readonly agentSeconds: number | undefined;
  /** Seconds for a step without a `timeout`, by its label or kind of command (`shell`, `claude`). */
  readonly commandSeconds: Readonly<Record<string, number>>;
  /** Which limits apply: those of agents, of commands, or both. */
  readonly policy: 'per-agent' | 'per-command' | 'hybrid';
  /** Seconds between SIGTERM and SIGKILL. */
  readonly graceSeconds: number;
  /**
   * What happens to an item that times out: `dlq` it fails, `skip` it is left out, `fail` the run ends, `graceful` what
   * its steps have committed is kept.
   */
  readonly action: 'dlq' | 'skip' | 'fail' | 'graceful';
}
