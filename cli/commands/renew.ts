import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedWorkflow } from '../../stacks/app';
import { replaceFolder, type Tree } from '../../stacks/manifest-folder';
import { readProject } from '../../stacks/project';
import { type Renewal, renewal, renewedTargets } from '../../stacks/renew';
import { runLockFile, runLockText } from '../../stacks/run-lock';
import { asUserError } from '../cli-error';
import type { Terminal } from '../terminal';

interface RenewFlags {
  readonly target?: string;
  readonly all?: boolean;
  readonly again?: boolean;
  readonly images?: string;
}

/** The root of this program's project: its workflows, targets and manifests. */
const ROOT = join(__dirname, '..', '..');

/** Render the next run of a bundled workflow, and record it in the workflow's lock. Committing the result starts it. */
export function renewRuns(name: string, flags: RenewFlags, terminal: Terminal, root = ROOT): void {
  const { workflow, result } = asUserError(() => {
    const project = readProject(root, flags.images);
    const workflow = workflowNamed(project.workflows, name);
    const targets = renewedTargets(project.clusters, flags.target, flags.all);
    return { workflow, result: renewal({ workflow, targets, again: flags.again }, project.images) };
  });
  write(root, workflow, result);
  for (const { target, before, after } of result.changes) terminal.out(`${target}: ${changeText(before, after)}\n`);
}

/** The manifests first: a lock written before them could name a run that does not exist. */
function write(root: string, workflow: LoadedWorkflow, { changes, files, lock }: Renewal): void {
  for (const { target } of changes) {
    const folder = `${target}/${workflow.name}`;
    replaceFolder(join(root, 'manifests', folder), under(files, `${folder}/`));
  }
  writeFileSync(join(root, runLockFile(workflow.name)), runLockText(lock));
}

const under = (files: Tree, folder: string): Tree =>
  new Map(
    [...files]
      .filter(([path]) => path.startsWith(folder))
      .map(([path, text]) => [path.slice(folder.length), text] as const),
  );

function changeText(before: string | undefined, after: string): string {
  if (before === after) return `${after}, as before; --again makes another run of it`;
  return `${before ?? 'no run'} -> ${after}`;
}

function workflowNamed(workflows: readonly LoadedWorkflow[], name: string): LoadedWorkflow {
  const found = workflows.find((workflow) => workflow.name === name);
  if (found) return found;
  const known = workflows.map((workflow) => workflow.name).join(', ');
  throw new Error(`'workflow' must be one of ${known}, got ${name}: see stacks/bundled-workflows.ts`);
}
