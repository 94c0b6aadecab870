import type { Command } from './command';
import type { OnFailure } from './failure';
import type { Position } from './position';
import type { StepRetry } from './retry';
import type { StepValidation, Validation } from './validation';

/** One command to run and its settings. */
export interface Step {
  /** Label for people: `name` of the step, else its command's first line. */
  readonly label: string;
  /** Name by which later steps refer to its {@link outputs}: `${id.output}`. */
  readonly id: string | undefined;
  readonly command: Command;
  /** Condition under which the step runs; undefined: always. */
  readonly when: string | undefined;
  /** The step must move HEAD, else it fails. */
  readonly commitRequired: boolean;
  /** What later steps can use of its output; undefined: nothing. */
  readonly capture: Capture | undefined;
  /** Files changed by the step's own commits, by the name that later steps use for them. */
  readonly outputs: Readonly<Record<string, OutputFile>>;
  /** File in the checkout to which stdout is also written. */
  readonly outputFile: string | undefined;
  /** Seconds until the step's process group gets SIGTERM; undefined: no limit of its own. */
  readonly timeoutSeconds: number | undefined;
  /** Working directory, relative to the checkout; undefined: the checkout. */
  readonly workingDir: string | undefined;
  /** Variables of this step only; they override the workflow's. */
  readonly env: Readonly<Record<string, string>>;
  /** How often to rerun it alone, before {@link onFailure}; undefined: never. */
  readonly retry: StepRetry | undefined;
  /** What happens when it fails; undefined: its phase or item fails. */
  readonly onFailure: OnFailure | undefined;
  /** Run after it succeeded. */
  readonly onSuccess: readonly Step[];
  /** Run after its command ended with that exit code; a code listed here does not fail the step. */
  readonly onExitCode: Readonly<Record<number, readonly Step[]>>;
  /** How complete its work must be; undefined: not checked. */
  readonly validate: Validation | undefined;
  /** Commands that must pass after it; undefined: none. */
  readonly stepValidate: StepValidation | undefined;
  /** Whether uncommitted changes of the step are committed. */
  readonly autoCommit: boolean;
  /** Rules for its commits, and settings of `autoCommit`. */
  readonly commit: CommitConfig | undefined;
  /** Position of the step in its file. */
  readonly position: Position;
  /** Positions of its keys, for messages. */
  readonly keys: Readonly<Record<string, Position>>;
}

/** What is captured of a step's output. */
export interface Capture {
  /** Name of the captured output, in addition to `shell.output` or `claude.output`; undefined: only those. */
  readonly name: string | undefined;
  readonly format: CaptureFormat;
  readonly streams: CaptureStreams;
}

/** `lines`: a list; `number` and `boolean`: any other output fails the step. */
export type CaptureFormat = 'string' | 'json' | 'lines' | 'number' | 'boolean';

/** What is captured besides the output itself: `${name.stderr}`, `${name.exit_code}`, … */
export interface CaptureStreams {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly exitCode: boolean;
  readonly success: boolean;
  /** Seconds. */
  readonly duration: boolean;
}

/** The files added or changed by the step's commits that match. */
export interface OutputFile {
  /** Glob; without a slash it matches file names in any folder. */
  readonly filePattern: string;
}

/** Rules for commits. */
export interface CommitConfig {
  /** Message of an automatic commit. */
  readonly messageTemplate: string | undefined;
  /** Regular expression that the message of each of the step's commits must match. */
  readonly messagePattern: string | undefined;
  readonly sign: boolean;
  /** `Name <address>`; undefined: the run's own identity. */
  readonly author: string | undefined;
  /** Globs of files to include in an automatic commit; empty: all. */
  readonly includeFiles: readonly string[];
  /** Globs of files to exclude from it. */
  readonly excludeFiles: readonly string[];
  /** Whether the step's commits are squashed into one. */
  readonly squash: boolean;
}
