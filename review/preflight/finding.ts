/** Severity: an error keeps a run from succeeding, a warning may, an info is worth knowing. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Result of a check about one object. */
export interface Finding {
  readonly severity: Severity;
  /** Name of the check. */
  readonly check: string;
  /** Kind and name, such as `Job/prodigy-tidy-1`. */
  readonly object: string;
  /** The object's file; undefined if it was not read from one. */
  readonly file?: string;
  /** `'<what>' must <rule>, got <value>`. */
  readonly message: string;
  /** How to fix it. */
  readonly wayOut: string;
  /** What happens otherwise. */
  readonly reason: string;
  /** Source of the rule: a page of Kubernetes' documentation, or a file of this project. */
  readonly source: string;
}

/** Worst first; the order within one severity is kept. */
export const worstFirst = (findings: readonly Finding[]): Finding[] =>
  SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));

/** A finding as text: where, what and the fix; then why, and the source. */
export function findingText({ severity, object, file, message, wayOut, reason, source }: Finding): string {
  const place = file === undefined ? object : `${file} (${object})`;
  return `${severity}: ${place}: ${message}: ${wayOut}\n  ${reason} (${source})\n`;
}
