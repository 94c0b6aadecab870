import type { Decision } from '../review/diff/decision';
import { VERDICT_TEXT } from '../review/diff/verdict';
import { printable } from '../runtime/adapters/log/printable';
import type { Decided } from './diff-groups';

const LEVEL: Readonly<Record<Decision, string>> = {
  'must-not-merge': 'error',
  'needs-a-human': 'warning',
  'nothing-of-note': 'notice',
};

/**
 * Findings as GitHub Actions workflow commands, one per line, which it shows next to the file.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export const diffAnnotations = (findings: readonly Decided[]): string =>
  findings.map((finding) => `${annotation(finding)}\n`).join('');

function annotation({ decision, verdict, object, file, message }: Decided): string {
  const title = `${VERDICT_TEXT[verdict]}: ${object}`;
  return `::${LEVEL[decision]} ${file === '' ? '' : `file=${property(file)},`}title=${property(title)}::${data(message)}`;
}

const data = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
