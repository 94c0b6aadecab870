/** A place in a workflow file. 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** File of a part that another file brought in; undefined: the workflow's own. */
  readonly file?: string;
}
