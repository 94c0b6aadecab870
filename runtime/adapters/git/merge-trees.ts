import { git } from './git';
import { GitError } from './git-error';
import { type Identity, identityEnvironment } from './identity';

/** A merge commit, or the paths where the two sides do not fit together. */
export type MergeOutcome = { readonly commit: string } | { readonly conflicts: readonly string[] };

/** Merge two commits without a working tree; no ref moves. Works on a bare repository. */
export async function mergeCommits(request: {
  readonly repository: string;
  readonly ours: string;
  readonly theirs: string;
  readonly message: string;
  readonly identity: Identity;
}): Promise<MergeOutcome> {
  const { repository, ours, theirs } = request;
  const merged = await mergeTree(repository, ours, theirs);
  if ('conflicts' in merged) return merged;
  const args = ['commit-tree', merged.tree, '-p', ours, '-p', theirs, '-F', '-'];
  const env = identityEnvironment(request.identity);
  return { commit: await git(args, { cwd: repository, env, input: request.message }) };
}

async function mergeTree(
  repository: string,
  ours: string,
  theirs: string,
): Promise<{ tree: string } | { conflicts: string[] }> {
  try {
    const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
    const output = await git(args, { cwd: repository });
    return { tree: output.split('\0')[0] as string };
  } catch (error) {
    // with exit code 1 git says "conflicts" (the tree, then the paths, NUL after each), but also "no such commit"
    if (!(error instanceof GitError) || error.exitCode !== 1) throw error;
    const [tree, ...conflicts] = error.stdout.split('\0');
    if (!/^[0-9a-f]{40,64}$/.test(tree ?? '')) throw error;
    return { conflicts: conflicts.filter((path) => path !== '') };
  }
}
