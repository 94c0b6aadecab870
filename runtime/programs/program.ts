import type { NumberedLines } from '../adapters/log/numbered-lines';
import type { Log } from '../ports/log';

/** What a program in a container gets from its entry point. */
export interface ProgramContext {
  /** The process's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Lines of `log` that have not been shipped yet; undefined if lines are not shipped. */
  readonly lines?: NumberedLines;
  /** Fires on SIGTERM: finish what cannot be left half done, then return. */
  readonly signal: AbortSignal;
  /** Prefix for every path of `contract/paths.ts`; tests use a temporary folder. Default: '' (the real root). */
  readonly root?: string;
}

/** A program in a container; resolves with its exit code, rejects only on a bug. */
export type Program = (context: ProgramContext) => Promise<number>;

/** A path of `contract/paths.ts` under the context's root. */
export const pathOf = (context: ProgramContext, path: string): string => `${context.root ?? ''}${path}`;
