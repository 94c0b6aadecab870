import { readFile } from 'node:fs/promises';
import { parseWorkflow, type RunChoices } from '../language/parse-workflow';
import type { Workflow } from '../language/workflow';
import { notYetRun } from '../runtime/engine/not-yet';
import { CliError, Status } from './cli-error';
import { findingsText } from './finding-text';
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
 * @throws CliError with every finding as file:line:column and its line.
 */
export async function readWorkflow(
  file: string,
  terminal: Terminal,
  choices: RunChoices = {},
): Promise<WorkflowFile & { workflow: Workflow }> {
  const source = await readWorkflowFile(file);
  const result = parseWorkflow(source.text, file, choices);
  if (!result.ok)
    throw new CliError(`cannot use this workflow:\n${findingsText(result.errors, source.text).trimEnd()}`);
  terminal.progress(findingsText(result.warnings, source.text));
  return { ...source, workflow: result.workflow };
}

/**
 * Refuse a workflow that the engine cannot run as it is written.
 * @throws CliError with every key that it cannot run.
 */
export function mustBeRunnable(workflow: Workflow, text: string): void {
  const findings = notYetRun(workflow);
  if (findings.length > 0) throw new CliError(`cannot run this workflow:\n${findingsText(findings, text).trimEnd()}`);
}
