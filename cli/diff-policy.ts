import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Decision, DiffPolicy } from '../review/diff/decision';
import { parseDiffPolicy } from '../stacks/diff-policy';
import { asUserError, CliError, Status } from './cli-error';

/** How a check ends. */
export const STATUS_OF: Readonly<Record<Decision, Status>> = {
  'nothing-of-note': Status.OK,
  'needs-a-human': Status.NEEDS_A_HUMAN,
  'must-not-merge': Status.MUST_NOT_MERGE,
};

/**
 * The policy in the file of `--policy`; an empty one where there is none.
 * @throws CliError where it cannot be read, or is not as it must be.
 */
export function policyIn(file: string | undefined, cwd: string): DiffPolicy {
  if (file === undefined) return {};
  return asUserError(() => parseDiffPolicy(textOf(resolve(cwd, file), file), file));
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliError(`'--policy' must name a readable file, got ${file}: ${(error as Error).message}`);
  }
}
