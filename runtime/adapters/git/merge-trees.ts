import { git } from './git';
import { GitError } from './git-error';
import type { Identity } from './identity';
import type { Objects } from './objects';
import { mergePlainly } from './plain-merge';

/** A merge commit, or the paths that conflict. */
export type MergeOutcome = { readonly commit: string } | { readonly conflicts: readonly string[] };

/** Merge two commits of a bare repository without a working tree; no ref moves. */
export async function mergeCommits(request: {
  /** Objects of the repository. */
  readonly objects: Objects;
  readonly ours: string;
  readonly theirs: string;
  readonly message: string;
  readonly identity: Identity;
  /** The only merge base of both. Default: git computes it. */
  readonly base?: string;
}): Promise<MergeOutcome> {
  const { objects, base, ours, theirs, message, identity } = request;
  const plain = base === undefined ? undefined : await mergePlainly(objects, { base, ours, theirs });
  const merged = plain === undefined ? await mergeTree(objects.repository, ours, theirs) : { tree: plain };
  if ('conflicts' in merged) return merged;
  const { name, email } = identity;
  const who = `${name} <${email}> ${Math.floor(Date.now() / 1000)} +0000`;
  const parents = [...new Set([ours, theirs])].map((parent) => `parent ${parent}`);
  const head = [`tree ${merged.tree}`, ...parents, `author ${who}`, `committer ${who}`];
  const text = `${head.join('\n')}\n\n${message}`;
  return { commit: objects.write('commit', Buffer.from(text), ours.length) };
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
