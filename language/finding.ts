/** Something to tell the author of a workflow file, with its place. Lines and columns are 1-based. */
export interface Finding {
  /** `error`: the file cannot be used. `warning`: it can, but probably not as its author meant it. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A finding as compilers print it: `file:line:column: message`. */
export const formatFinding = (finding: Finding): string =>
  `${finding.file}:${finding.line}:${finding.column}: ${finding.message}`;

/** Order of the files, so that reading the findings is reading them. */
export const byPosition = (a: Finding, b: Finding): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
