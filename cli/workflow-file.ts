import { readFile } from 'node:fs/promises';
import { loadWorkflow } from '../language/parse-workflow';
import type { Workflow } from '../language/workflow';
import { CliError, Status } from './cli-error';

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
 * Read and check a workflow.
 * @throws CliError with every finding as file:line:column.
 */
export async function readWorkflow(file: string): Promise<WorkflowFile & { workflow: Workflow }> {
  const source = await readWorkflowFile(file);
  try {
    return { ...source, workflow: loadWorkflow(source.text, file) };
  } catch (error) {
    throw new CliError(`cannot use this workflow:\n${(error as Error).message}`, Status.USAGE);
  }
}
