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
 * A checked workflow: what the engine runs and the constructs read. Made by `parseWorkflow` from Prodigy's YAML;
 * everything optional in YAML has its default here.
 */
export type Workflow = StandardWorkflow | MapReduceWorkflow;

interface WorkflowCommon {
  /** The file's `name`, else the file name without its ending. */
  readonly name: string;
  /** The file, for messages about what stands in it. */
  readonly file: string;
  /** What a run may be given by name; empty: whatever its user likes. */
  readonly parameters: readonly ParameterDeclaration[];
  /** Variables exported to every step, in the file's order: `defaults`, `env`, and the chosen profile, later ones win. */
  readonly env: Readonly<Record<string, EnvValue>>;
  /** Variables whose values are masked wherever the run prints them, those that `env` refers to among them. They win over `env`. */
  readonly secrets: Readonly<Record<string, SecretSource>>;
  /** Files of `NAME=value` lines, read in this order; `env` wins over them. */
  readonly envFiles: readonly string[];
  /** Sets of variables that a run may choose one of by name. */
  readonly profiles: Readonly<Record<string, Profile>>;
  /** The chosen profile, whose variables are in `env`; undefined where none was chosen. */
  readonly profile: string | undefined;
  /** Steps that replace the plain merge into the target branch; undefined where the file has none. */
  readonly merge: Phase | undefined;
  /** Where the keys of the file's top stand, for messages. */
  readonly keys: KeyPositions;
}

/** Where the keys of a mapping stand in the file. */
export type KeyPositions = Readonly<Record<string, Position>>;

/** A list of steps that run one after the other. */
export interface StandardWorkflow extends WorkflowCommon {
  readonly mode: 'standard';
  readonly commands: readonly Step[];
}

/** Make items (setup), work on each in its own branch (map), merge, finish (reduce). */
export interface MapReduceWorkflow extends WorkflowCommon {
  readonly mode: 'mapreduce';
  readonly setup: SetupPhase;
  readonly map: MapPhase;
  readonly reduce: Phase;
  readonly errorPolicy: ErrorPolicy;
}

/** Steps that run one after the other in the session's checkout. */
export interface Phase {
  readonly steps: readonly Step[];
  /** Seconds that the phase may take as a whole; undefined: no limit of its own. */
  readonly timeoutSeconds: number | undefined;
}

/** The phase that makes the items. */
export interface SetupPhase extends Phase {
  /** Variables by name that its steps leave to map, reduce and merge. */
  readonly captureOutputs: Readonly<Record<string, CaptureOutput>>;
}

/** What a variable takes from the output of a step. */
export interface CaptureOutput {
  /** Index of the step in the phase, from 0. */
  readonly commandIndex: number;
  /** `both`: stdout, then stderr; `combined`: as they came. */
  readonly source: 'stdout' | 'stderr' | 'both' | 'combined';
  /** Regular expression: its first group is taken, or the whole match where it has no group. */
  readonly pattern: string | undefined;
  /** Path of names with dots (`a.b.0`) into the output as JSON. */
  readonly jsonPath: string | undefined;
  /** Most bytes of the output that are looked at. */
  readonly maxBytes: number;
  /** Taken where pattern or path find nothing; undefined: that fails the phase. */
  readonly fallback: string | undefined;
  /** What becomes of an output of several lines: kept, joined by blanks, one of them, or a list. */
  readonly multiline: 'preserve' | 'join' | 'first_line' | 'last_line' | 'array';
}

/** Which items there are, and what is done with each. */
export interface MapPhase {
  /** A file in the session's checkout, or else a shell command that prints the items. */
  readonly input: string;
  /** RFC 9535 JSONPath that selects the items; undefined: the document itself (an array's elements). */
  readonly jsonPath: string | undefined;
  /** Condition that an item must meet; undefined: every item does. */
  readonly filter: string | undefined;
  /** Order of the items; undefined: as they come. */
  readonly sortBy: string | undefined;
  /** Path of a field: of items with equal values there the first is kept. */
  readonly distinct: string | undefined;
  /** So many items are left out, the first of those that are left after filter, sort and distinct. */
  readonly offset: number;
  /** Only so many items, the first after `offset`. */
  readonly maxItems: number | undefined;
  /** Agents at once, after `$NAME` was looked up in `env`; undefined where the file says nothing. */
  readonly maxParallel: number | undefined;
  readonly agentTemplate: readonly Step[];
  readonly timeout: AgentTimeout;
  /** Where the phase stands. */
  readonly position: Position;
  /** Where its keys stand, for messages. */
  readonly keys: KeyPositions;
}

/** How long work on an item may take, and what happens then. */
export interface AgentTimeout {
  /** Seconds for all steps of an item together; undefined: no limit. */
  readonly agentSeconds: number | undefined;
  /** Seconds for a step by its label or the kind of its command (`shell`, `claude`), where it has no `timeout`. */
  readonly commandSeconds: Readonly<Record<string, number>>;
  /** Which limits count: those of agents, of commands, or both. */
  readonly policy: 'per-agent' | 'per-command' | 'hybrid';
  /** Seconds between SIGTERM and SIGKILL. */
  readonly graceSeconds: number;
  /**
   * What becomes of an item out of time: `dlq` a failed item, `skip` left out, `fail` ends the run, `graceful` keeps
   * what its steps had committed.
   */
  readonly action: 'dlq' | 'skip' | 'fail' | 'graceful';
}
