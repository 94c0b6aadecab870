import type { Step } from './step';

/** What a step does. Texts may contain references such as `${item.name}` unless noted otherwise. */
export type Command = TextCommand | WriteFile | Foreach;

/** A command whose text is passed to a process. */
export type TextCommand = ShellCommand | ClaudeCommand;

/** Text for `sh -c`. */
export interface ShellCommand {
  readonly kind: 'shell';
  readonly text: string;
}

/** A prompt for Claude, such as `/lint --strict`. */
export interface ClaudeCommand {
  readonly kind: 'claude';
  readonly text: string;
}

/** Writes a file in the checkout. */
export interface WriteFile {
  readonly kind: 'write_file';
  /** Relative to the checkout, never outside it. */
  readonly path: string;
  readonly content: string;
  /** For `json` and `yaml` the content must be valid, and is indented. */
  readonly format: 'text' | 'json' | 'yaml';
  /** Permissions, such as `0o644`. */
  readonly mode: number;
  /** Whether missing folders are created. */
  readonly createDirs: boolean;
}

/** Runs steps once per value; they may use `${item}`, `${index}` (from 0) and `${total}`. */
export interface Foreach {
  readonly kind: 'foreach';
  /** The values, or a shell command that prints one per line. */
  readonly items: readonly string[] | ShellCommand;
  readonly steps: readonly Step[];
  /** Number of values processed at once; 1: sequentially. */
  readonly parallel: number;
  /** Whether to continue with other values after a failure; the step then succeeds. */
  readonly continueOnError: boolean;
  /** Process only the first so many values. */
  readonly maxItems: number | undefined;
}
