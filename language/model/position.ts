/** A place in a workflow file. 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
