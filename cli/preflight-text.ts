import { type Finding, findingText } from '../review/preflight/finding';
import { parameters } from '../review/preflight/parameters';
import { printable } from '../runtime/adapters/log/printable';
import { CliError, Status } from './cli-error';
import type { Terminal } from './terminal';

/** Findings in readable form; objects may contain anything, so the text is made printable. */
export const preflightText = (findings: readonly Finding[]): string =>
  findings
    .map((finding) => findingText(finding).trimEnd().split('\n').map(printable).join('\n'))
    .map((text) => `${text}\n`)
    .join('');

/** Report errors and warnings along with a command's output, except those already reported for the workflow file. */
export function tellFindings(findings: readonly Finding[], { progress }: Terminal): void {
  progress(preflightText(findings.filter(({ severity, check }) => severity !== 'info' && check !== parameters.name)));
}

/**
 * Report errors and warnings, and continue only without errors.
 * @throws CliError if there are any.
 */
export function mustPass(findings: readonly Finding[], terminal: Terminal): void {
  tellFindings(findings, terminal);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return;
  throw new CliError(
    `nothing was applied: ${errors} error${errors === 1 ? '' : 's'} above; --skip-preflight submits the run anyway`,
    Status.REFUSED,
  );
}
