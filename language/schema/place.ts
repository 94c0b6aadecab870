import type { z } from 'zod';

/** A kind of mapping in a workflow file, and every key that the format has there. */
export interface Place<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** The keys with a meaning now. */
  readonly shape: z.ZodObject<Shape>;
  /** Keys of the format that this version refuses; nothing of a workflow is ever left out without a word. */
  readonly unsupported: readonly string[];
  /** Keys that belong to another kind of file, with the way out. */
  readonly misplaced?: Readonly<Record<string, string>>;
}
