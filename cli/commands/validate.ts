import { composeWorkflow } from '../../language/compose/compose-workflow';
import type { Finding } from '../../language/finding';
import { Status } from '../cli-error';
import { findingsText } from '../finding-text';
import { sourceFiles } from '../source-files';
import type { Terminal } from '../terminal';
import { readWorkflowFile } from '../workflow-file';

/** Print the findings of every file; exits with 2 if one has errors (with `strict`: warnings). */
export async function validateFiles(
  files: readonly string[],
  options: { strict?: boolean; output?: 'json' },
  terminal: Terminal,
): Promise<void> {
  const findings: Finding[] = [];
  for (const file of files) {
    const { text } = await readWorkflowFile(file);
    const result = composeWorkflow(text, file, sourceFiles(file, terminal.cwd));
    const found = [...(result.ok ? [] : result.errors), ...result.warnings];
    findings.push(...found);
    if (options.output === 'json') continue;
    terminal.out(findingsText(found, result.texts));
    if (result.ok) terminal.progress(`${file}: ok (${result.workflow.mode})\n`);
  }
  if (options.output === 'json') terminal.out(`${JSON.stringify(findings, null, 2)}\n`);
  if (findings.some(({ severity }) => severity === 'error' || options.strict)) terminal.setStatus(Status.USAGE);
}
