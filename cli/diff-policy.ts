import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Decision, DiffPolicy } from '../review/diff/decision';
import { parseDiffPolicy } from '../stacks/diff-policy';
import { idleTargets, targetOfManifest } from '../stacks/policy-targets';
import { asUserError, CliError, Status } from './cli-error';
import { findingsText } from './finding-text';
import type { Terminal } from './terminal';

/** Exit status of a check. */
export const STATUS_OF: Readonly<Record<Decision, Status>> = {
  'nothing-of-note': Status.OK,
  'needs-a-human': Status.NEEDS_A_HUMAN,
  'must-not-merge': Status.MUST_NOT_MERGE,
};

/**
 * The policy in the file of `--policy`; an empty one if there is none.
 * @throws CliError if it cannot be read or is invalid.
 */
export const policyIn = (file: string | undefined, cwd: string): DiffPolicy => read(file, cwd).policy;

/**
 * Like {@link policyIn}, but reports targets in the policy that are not among the compared manifests.
 * @param manifests paths of all manifests on both sides.
 */
export function policyFor(manifests: readonly string[], file: string | undefined, terminal: Terminal): DiffPolicy {
  const { policy, text } = read(file, terminal.cwd);
  if (file === undefined) return policy;
  const targets = [...new Set(manifests.map(targetOfManifest))].filter((name) => name !== '').sort();
  terminal.progress(findingsText(idleTargets(text, file, targets), new Map([[file, text]])));
  return policy;
}

/** Read only once: it may be a pipe. */
function read(file: string | undefined, cwd: string): { readonly policy: DiffPolicy; readonly text: string } {
  if (file === undefined) return { policy: {}, text: '' };
  const text = textOf(resolve(cwd, file), file);
  return { policy: asUserError(() => parseDiffPolicy(text, file)), text };
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliError(`'--policy' must name a readable file, got ${file}: ${(error as Error).message}`);
  }
}
