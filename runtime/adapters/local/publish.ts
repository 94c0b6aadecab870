import { Ref } from '../../../contract/refs';
import type { PublicationAnswer } from '../../../contract/workspace-api';
import { git } from '../git/git';
import { GitError } from '../git/git-error';
import { NotBegun } from './not-begun';
import { userConfig } from './user-config';

/**
 * Git holds no branch `a/b` beside a branch `a`: a result could not be published once all work is done.
 * @throws NotBegun if a branch has the name below which results are published.
 */
export async function refuseBranchInTheWay(repository: string, result: string): Promise<void> {
  const [parent = ''] = result.split('/');
  const below = await git(['for-each-ref', '--format=%(refname)', `refs/heads/${parent}`], { cwd: repository });
  if (!below.split('\n').includes(`refs/heads/${parent}`)) return;
  throw new NotBegun(
    `'${parent}' must not be a branch of ${repository}, got one, and results are branches below that name: ` +
      `rename it with git branch -m ${parent} <name>`,
    'request',
  );
}

/** Publish the run's result as a branch of the user's repository; checkout and other branches stay as they are. */
export async function publishLocally(request: {
  /** The run's bare repository, with the result in `refs/prodigy/result`. */
  readonly repository: string;
  readonly origin: string;
  readonly branch: string;
  readonly commit: string;
}): Promise<PublicationAnswer> {
  const { repository, origin, branch, commit } = request;
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', repository];
  try {
    await git([...args, `+${Ref.RESULT}:refs/heads/${branch}`], { cwd: origin });
    return { published: true, branch, commit };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { published: false, reason: `branch ${branch} could not be made: ${error.stderr.trim()}` };
  }
}

/**
 * Fast-forward the user's current branch to a branch with the result.
 * @param target the branch that was current when the run began: any other is left alone.
 * @param home of the user, whose filters and line ends apply to the checkout.
 * @returns what was done, or why nothing was and what the user can do.
 */
export async function mergeIntoCurrentBranch(
  origin: string,
  branch: string,
  target: string,
  home: string,
): Promise<string> {
  const inOrigin = { cwd: origin, env: userConfig(home) };
  const current = await git(['branch', '--show-current'], inOrigin);
  const byHand = `merge it with: git merge ${branch}`;
  if (current === '') return `the checkout is on no branch: ${byHand}`;
  if (current !== target) return `the checkout is on ${current}, and the run began on ${target}: ${byHand}`;
  if ((await git(['status', '--porcelain', '--untracked-files=no'], inOrigin)) !== '')
    return `the checkout has uncommitted changes: ${byHand}`;
  try {
    await git(['merge', '--quiet', '--ff-only', branch], inOrigin);
    return `merged into ${current}`;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (error.stderr.includes('Not possible to fast-forward')) return `${current} cannot be fast-forwarded: ${byHand}`;
    return `git did not merge into ${current} (${oneLine(error.stderr)}): ${byHand}`;
  }
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ').slice(0, SHOWN);

/** Maximum number of characters of what git says. */
const SHOWN = 200;
