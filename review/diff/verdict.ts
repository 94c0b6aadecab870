/** What a change means on a cluster, worst first: the order in which findings are reported. */
export const VERDICTS = [
  'rejected',
  'data-loss',
  'wider-rights',
  'replacement',
  'run-removed',
  'credential-reference',
  'new-run',
  'cost',
  'in-place',
  'cosmetic',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Readable text of each verdict. */
export const VERDICT_TEXT: Readonly<Record<Verdict, string>> = {
  rejected: 'rejected by the API server',
  'data-loss': 'loss of data',
  'wider-rights': 'wider rights',
  replacement: 'replacement',
  'run-removed': 'run removed',
  'credential-reference': 'another credential reference',
  'new-run': 'new run',
  cost: 'cost',
  'in-place': 'in place',
  cosmetic: 'cosmetic',
};
