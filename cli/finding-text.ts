import type { Finding } from '../language/finding';
import { printable } from '../runtime/adapters/log/printable';
import { codeFrame } from './code-frame';

/**
 * Findings in readable form: `file:line:column: severity: message`, the line, and a caret below the position.
 * @param texts of the files, by their names in the findings.
 */
export const findingsText = (findings: readonly Finding[], texts: ReadonlyMap<string, string>): string =>
  findings.map((finding) => `${headline(finding)}\n${codeFrame(texts.get(finding.file) ?? '', finding)}`).join('');

const headline = ({ file, line, column, severity, message }: Finding): string =>
  `${file}:${line}:${column}: ${severity}: ${printable(message).replaceAll('\n', ' ')}`;
