import { type Finding, findingText } from '../review/preflight/finding';
import { parameters } from '../review/preflight/parameters';
import { printable } from '../runtime/adapters/log/printable';
import { CliError, Status } from './cli-error';
import type { Terminal } from './terminal';

/** Findings as a person reads them; what stands in an object may be anything, so it is made printable. */
export const preflightText = (findings: readonly Finding[]): string =>
  findings
    .map((finding) => findingText(finding).trimEnd().split('\n').map(printable).join('\n'))
    .map((text) => `${text}\n`)
    .join('');

/** Tell errors and warnings beside a command's own output; what the workflow file was told of is not told again. */
export function tellFindings(findings: readonly Finding[], { progress }: Terminal): void {
  progress(preflightText(findings.filter(({ severity, check }) => severity !== 'info' && check !== parameters.name)));
}

/**
 * Tell errors and warnings, and go on only where there are no errors.
 * @throws CliError where there are.
 */
export function mustPass(findings: readonly Finding[], terminal: Terminal): void {
  tellFindings(findings, terminal);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return;
  throw new CliError(
    `nothing was applied: ${errors} error${errors === 1 ? '' : 's'} above; --skip-preflight submits the run all the same`,
    Status.REFUSED,
  );
}
