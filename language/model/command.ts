import type { Step } from './step';

/** What a step does. Texts may hold references such as `${item.name}`, unless it says otherwise. */
export type Command = TextCommand | WriteFile | Foreach;

/** A command that is a text for a process. */
export type TextCommand = ShellCommand | ClaudeCommand;

/** Text for `sh -c`. */
export interface ShellCommand {
  readonly kind: 'shell';
  readonly text: string;
}

/** What Claude is told, for example `/lint --strict`. */
export interface ClaudeCommand {
  readonly kind: 'claude';
  readonly text: string;
}

/** Write a file of the checkout. */
export interface WriteFile {
  readonly kind: 'write_file';
  /** Relative to the checkout, and never out of it. */
  readonly path: string;
  readonly content: string;
  /** `json` and `yaml`: the content must be such a document and is written with indentation. */
  readonly format: 'text' | 'json' | 'yaml';
  /** Permissions, for example `0o644`. */
  readonly mode: number;
  /** Make the folders that are missing. */
  readonly createDirs: boolean;
}

/** Run steps once per value; they may name `${item}`, `${index}` (from 0) and `${total}`. */
export interface Foreach {
  readonly kind: 'foreach';
  /** The values, or a shell command that prints one per line. */
  readonly items: readonly string[] | ShellCommand;
  readonly steps: readonly Step[];
  /** Values at once; 1: one after the other. */
  readonly parallel: number;
  /** Go on with the other values where one has failed; the step then succeeds. */
  readonly continueOnError: boolean;
  /** Only so many values, the first. */
  readonly maxItems: number | undefined;
}
