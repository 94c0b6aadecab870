import { type Finding, findingText } from '../review/preflight/finding';
import { printable } from '../runtime/adapters/log/printable';

/** Findings as a person reads them; what stands in an object may be anything, so it is made printable. */
export const preflightText = (findings: readonly Finding[]): string =>
  findings
    .map((finding) => findingText(finding).trimEnd().split('\n').map(printable).join('\n'))
    .map((text) => `${text}\n`)
    .join('');
