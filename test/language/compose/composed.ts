import { composeWorkflow } from '../../../language/compose/compose-workflow';
import { formatFinding } from '../../../language/finding';
import { loadWorkflow } from '../../../language/parse-workflow';
import type { StandardWorkflow } from '../../../language/workflow';

type Files = Readonly<Record<string, string>>;

/** Compose `flow.yml` of some files. */
export const composeFiles = (files: Files, path = 'flow.yml') =>
  composeWorkflow(files[path] as string, path, { path, read: (name) => files[name] });

/** Errors, then warnings, as `file:line:column: message`. */
export function findingsIn(files: Files, path?: string): string[] {
  const result = composeFiles(files, path);
  return [...(result.ok ? [] : result.errors), ...result.warnings].map(formatFinding);
}

/** The workflow that pods read. */
export function runs(files: Files, path?: string): StandardWorkflow {
  const result = composeFiles(files, path);
  if (!result.ok) throw new Error(result.errors.map(formatFinding).join('\n'));
  return loadWorkflow(result.text, 'workflow.yaml') as StandardWorkflow;
}

/** The shell texts of its steps. */
export const shellTexts = (files: Files, path?: string): string[] =>
  runs(files, path).commands.map(({ command }) => ('text' in command ? command.text : command.kind));

/** Its variables. */
export const variables = (files: Files): Record<string, string> =>
  Object.fromEntries(
    Object.entries(runs(files).env).map(([name, value]) => [name, value.kind === 'text' ? value.text : value.kind]),
  );
