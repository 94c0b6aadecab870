/** A message to the author of a workflow file, with its position. Lines and columns are 1-based. */
export interface Finding {
  /** `error`: the file cannot be used. `warning`: it can, but is probably not what its author meant. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A finding in compiler format: `file:line:column: message`. */
export const formatFinding = (finding: Finding): string =>
  `${finding.file}:${finding.line}:${finding.column}: ${finding.message}`;

/** Sorts findings by their position in the files. */
export const byPosition = (a: Finding, b: Finding): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
