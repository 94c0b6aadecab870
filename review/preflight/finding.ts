/** How bad it is: errors keep a run from ending well, warnings may, infos are worth knowing. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a check has to say about one object. */
export interface Finding {
  readonly severity: Severity;
  /** Name of the check. */
  readonly check: string;
  /** Kind and name, such as `Job/prodigy-tidy-1`. */
  readonly object: string;
  /** The file that holds the object; undefined where it was not read from one. */
  readonly file?: string;
  /** `'<what>' must <rule>, got <value>`. */
  readonly message: string;
  /** What to do about it. */
  readonly wayOut: string;
  /** What happens otherwise. */
  readonly reason: string;
  /** Where the rule comes from: a page of the documentation of Kubernetes, or a file of this project. */
  readonly source: string;
}

/** Worst first; of one severity in the order that they were found in. */
export const worstFirst = (findings: readonly Finding[]): Finding[] =>
  SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));

/** A finding as people read it: where, what and what to do; then why, and who says so. */
export function findingText({ severity, object, file, message, wayOut, reason, source }: Finding): string {
  const place = file === undefined ? object : `${file} (${object})`;
  return `${severity}: ${place}: ${message}: ${wayOut}\n  ${reason} (${source})\n`;
}
