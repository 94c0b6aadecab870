import type { Command } from './command';
import type { OnFailure } from './failure';
import type { Position } from './position';
import type { StepRetry } from './retry';
import type { StepValidation, Validation } from './validation';

/** One thing to run, and all that belongs to it. */
export interface Step {
  /** `name` of the step, else its command's first line, for people. */
  readonly label: string;
  /** Name under which later steps find its {@link outputs}: `${id.output}`. */
  readonly id: string | undefined;
  readonly command: Command;
  /** Condition under which the step runs; undefined: always. */
  readonly when: string | undefined;
  /** The step must move HEAD, else it fails. */
  readonly commitRequired: boolean;
  /** What later steps may name of its output; undefined: nothing. */
  readonly capture: Capture | undefined;
  /** Files that the step's own commits changed, by the name that later steps have for them. */
  readonly outputs: Readonly<Record<string, OutputFile>>;
  /** File of the checkout that stdout is written to as well. */
  readonly outputFile: string | undefined;
  /** Seconds until SIGTERM to the step's process group; undefined: no limit of its own. */
  readonly timeoutSeconds: number | undefined;
  /** Folder that it runs in, relative to the checkout; undefined: the checkout. */
  readonly workingDir: string | undefined;
  /** Variables of this step only; they win over the workflow's. */
  readonly env: Readonly<Record<string, string>>;
  /** How often to run it again by itself, before {@link onFailure}; undefined: never. */
  readonly retry: StepRetry | undefined;
  /** What happens when it fails; undefined: its phase or item fails. */
  readonly onFailure: OnFailure | undefined;
  /** Run after it succeeded. */
  readonly onSuccess: readonly Step[];
  /** Run after its command ended with that code; a code that stands here is no failure of the step. */
  readonly onExitCode: Readonly<Record<number, readonly Step[]>>;
  /** How complete its work must be; undefined: whatever it did will do. */
  readonly validate: Validation | undefined;
  /** Commands that must pass after it; undefined: none. */
  readonly stepValidate: StepValidation | undefined;
  /** Commit what the step left uncommitted. */
  readonly autoCommit: boolean;
  /** What its commits must be like, and how `autoCommit` makes them. */
  readonly commit: CommitConfig | undefined;
  /** Where the step stands in its file. */
  readonly position: Position;
  /** Where its keys stand, for messages. */
  readonly keys: Readonly<Record<string, Position>>;
}

/** What is kept of a step's output. */
export interface Capture {
  /** The output's name; undefined: `shell.output` or `claude.output` alone, which a name adds to. */
  readonly name: string | undefined;
  readonly format: CaptureFormat;
  readonly streams: CaptureStreams;
}

/** `lines`: a list; `number` and `boolean`: an output that is none fails the step. */
export type CaptureFormat = 'string' | 'json' | 'lines' | 'number' | 'boolean';

/** What else is kept, beside the name itself: `${name.stderr}`, `${name.exit_code}`, … */
export interface CaptureStreams {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly exitCode: boolean;
  readonly success: boolean;
  /** Seconds. */
  readonly duration: boolean;
}

/** Of the files that the step's commits added or changed, those that match. */
export interface OutputFile {
  /** Glob; without a slash it is for names in any folder. */
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
  /** Globs of files that an automatic commit takes; empty: all. */
  readonly includeFiles: readonly string[];
  /** Globs of files that it leaves out. */
  readonly excludeFiles: readonly string[];
  /** Make one commit of the step's commits. */
  readonly squash: boolean;
}
