import { readFile } from 'node:fs/promises';
import { composeWorkflow } from '../language/compose/compose-workflow';
import type { RunChoices } from '../language/parse-workflow';
import type { Workflow } from '../language/workflow';
import { CliError, Status } from './cli-error';
import { findingsText } from './finding-text';
import { sourceFiles } from './source-files';
import type { Terminal } from './terminal';

/** A workflow file as the user named it. */
export interface WorkflowFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Read a file that the user named.
 * @throws CliError if it cannot be read.
 */
export async function readWorkflowFile(file: string): Promise<WorkflowFile> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'nothing there' : (error as Error).message;
    throw new CliError(`'file' must be a readable workflow file, got ${file}: ${why}`, Status.USAGE);
  }
}

/** A loaded workflow, with all the files that it names. */
export interface ReadWorkflow extends WorkflowFile {
  readonly workflow: Workflow;
}

/**
 * Read and validate a workflow. Warnings, such as an ignored key, are printed as progress.
 * @returns the workflow; `text` holds all of it if the file includes others.
 * @throws CliError with every finding as file:line:column and its line.
 */
export async function readWorkflow(file: string, terminal: Terminal, choices: RunChoices = {}): Promise<ReadWorkflow> {
  const source = await readWorkflowFile(file);
  const result = composeWorkflow(source.text, file, sourceFiles(file, terminal.cwd), choices);
  const { text, texts } = result;
  if (!result.ok) throw new CliError(`cannot use this workflow:\n${findingsText(result.errors, texts).trimEnd()}`);
  terminal.progress(findingsText(result.warnings, texts));
  return { file, text, workflow: result.workflow };
}
