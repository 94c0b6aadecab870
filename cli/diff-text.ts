import { VERDICT_TEXT } from '../review/diff/verdict';
import { printable } from '../runtime/adapters/log/printable';
import { DECISION_TEXT, type Decided, diffGroups } from './diff-groups';
import { diffLines } from './diff-lines';

/** Location of an object that is in no file. */
export const ON_CLUSTER = 'on the cluster';

/** Findings for a terminal: by target and run, worst first, each with its changes. */
export const diffText = (findings: readonly Decided[]): string =>
  diffGroups(findings)
    .map(({ title, findings: of }) => `${printable(title)}\n${of.map(findingText).join('')}`)
    .join('\n');

function findingText({ decision, verdict, object, file, message, source, changes }: Decided): string {
  const lines = [
    `  ${VERDICT_TEXT[verdict]} (${DECISION_TEXT[decision]}): ${object}, ${file || ON_CLUSTER}`,
    `    ${message}`,
    ...diffLines(changes).map((line) => `    ${line}`),
    `    (${source})`,
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** `2 must not merge, 1 needs a human, 7 nothing of note`. */
export const countsText = (findings: readonly Decided[]): string =>
  (['must-not-merge', 'needs-a-human', 'nothing-of-note'] as const)
    .map((decision) => [findings.filter((one) => one.decision === decision).length, DECISION_TEXT[decision]] as const)
    .map(([count, text]) => `${count} ${count === 1 ? text : text.replace('needs', 'need')}`)
    .join(', ');
