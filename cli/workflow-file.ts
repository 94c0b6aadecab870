import { readFile } from 'node:fs/promises';
import { formatFinding } from '../language/finding';
import { parseWorkflow } from '../language/parse-workflow';
import type { Workflow } from '../language/workflow';
import { printable } from '../runtime/adapters/log/printable';
import { CliError, Status } from './cli-error';
import type { Terminal } from './terminal';

/** A workflow file as the user named it. */
export interface WorkflowFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Read a file that the user named.
 * @throws CliError where it cannot be read.
 */
export async function readWorkflowFile(file: string): Promise<WorkflowFile> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'nothing there' : (error as Error).message;
    throw new CliError(`'file' must be a readable workflow file, got ${file}: ${why}`, Status.USAGE);
  }
}

/**
 * Read and check a workflow. Warnings, such as a key that is ignored, are progress.
 * @throws CliError with every finding as file:line:column.
 */
export async function readWorkflow(file: string, terminal: Terminal): Promise<WorkflowFile & { workflow: Workflow }> {
  const source = await readWorkflowFile(file);
  const result = parseWorkflow(source.text, file);
  if (!result.ok) throw new CliError(`cannot use this workflow:\n${result.errors.map(formatFinding).join('\n')}`);
  for (const warning of result.warnings) terminal.progress(`warning: ${printable(formatFinding(warning))}\n`);
  return { ...source, workflow: result.workflow };
}
