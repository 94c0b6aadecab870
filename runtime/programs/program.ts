import type { NumberedLines } from '../adapters/log/numbered-lines';
import type { Log } from '../ports/log';

/** What a program in a container gets from its entry point. */
export interface ProgramContext {
  /** The process' environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** What `log` has written and nobody has shipped yet; undefined where nothing is shipped. */
  readonly lines?: NumberedLines;
  /** Fires on SIGTERM: finish what cannot be left half done, then return. */
  readonly signal: AbortSignal;
  /** Put before every path of `contract/paths.ts`; tests name a temporary folder. Default: '' (the real root). */
  readonly root?: string;
}

/** A program in a container; resolves with its exit code, rejects on a bug only. */
export type Program = (context: ProgramContext) => Promise<number>;

/** A path of `contract/paths.ts` under the context's root. */
export const pathOf = (context: ProgramContext, path: string): string => `${context.root ?? ''}${path}`;
