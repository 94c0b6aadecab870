import { git } from './git';
import { GitError } from './git-error';
import { type Identity, PRODIGY } from './identity';
import { type MergeOutcome, mergeCommits } from './merge-trees';
import { Objects } from './objects';

/**
 * The commit to publish on a target branch: the session itself if it contains the target already, otherwise a merge of
 * target (first parent) and session. No ref moves.
 */
export async function resultOf(request: {
  readonly repository: string;
  readonly session: string;
  readonly target: string;
  /** Message of the merge commit. */
  readonly message: string;
  /** Default: Prodigy itself. */
  readonly identity?: Identity;
}): Promise<MergeOutcome> {
  const { repository, session, target, message, identity = PRODIGY } = request;
  if (await isAncestor(repository, target, session)) return { commit: session };
  const objects = new Objects(repository);
  return mergeCommits({ objects, ours: target, theirs: session, message, identity });
}

/** Whether a commit is reachable from another. */
export async function isAncestor(repository: string, ancestor: string, descendant: string): Promise<boolean> {
  try {
    await git(['merge-base', '--is-ancestor', ancestor, descendant], { cwd: repository });
    return true;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return false;
    throw error;
  }
}
