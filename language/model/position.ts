/** A position in a workflow file, 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** The file that an included part comes from; undefined: the workflow file. */
  readonly file?: string;
}
