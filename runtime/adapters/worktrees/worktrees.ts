import { join } from 'node:path';
import { removeFolder } from '../files/remove-folder';
import { git } from '../git/git';
import { commitNamed, setRef } from '../git/standing';
import { linkWorktree, ownPart } from './link-worktree';
import { Worktree } from './worktree';

/** The worktrees of one bare repository on this machine. */
export class Worktrees {
  public constructor(
    /** Path of the bare repository. */
    public readonly repository: string,
    /** Folder that contains the worktrees. */
    public readonly folder: string,
    /** Folders to check out; undefined: everything. */
    private readonly sparsePaths?: readonly string[],
  ) {}

  /** Add a fresh worktree on its own branch, starting at `commit`; an existing one is replaced. */
  public async add(name: string, branch: string, commit: string): Promise<Worktree> {
    const path = this.pathOf(name);
    await this.remove(name);
    await setRef(this.repository, `refs/heads/${branch}`, await commitNamed(this.repository, commit));
    await linkWorktree({ path, repository: this.repository, name, branch });
    if (this.sparsePaths !== undefined) await this.chooseFolders(path, this.sparsePaths);
    // Not `reset`, which would set the branch to where it already is, and leave an ORIG_HEAD behind.
    await git(['read-tree', '-mu', '--no-recurse-submodules', 'HEAD'], { cwd: path });
    return new Worktree(path, this.repository);
  }

  /** Folders go through stdin, so that none is taken for an option; they need not exist yet. */
  private async chooseFolders(path: string, folders: readonly string[]): Promise<void> {
    const set = ['sparse-checkout', 'set', '--cone', '--skip-checks', '--stdin'];
    await git(set, { cwd: path, input: `${folders.join('\n')}\n` });
  }

  /** Remove a worktree and everything in it; does nothing if there is none. */
  public async remove(name: string): Promise<void> {
    await removeFolder(this.pathOf(name));
    await removeFolder(ownPart(this.repository, name));
  }

  /** Absolute path of a worktree. */
  public pathOf(name: string): string {
    return join(this.folder, name);
  }
}

/**
 * Prepare a bare repository for worktrees with their own configuration. `core.bare` moves to the bare repository's own
 * part, or it would apply to its worktrees too; its HEAD moves to an unused branch, because a branch in HEAD cannot be
 * checked out in a worktree.
 */
export async function allowWorktreeConfig(repository: string): Promise<void> {
  const config = (...args: string[]): Promise<string> => git(['config', ...args], { cwd: repository });
  await config('core.repositoryFormatVersion', '1');
  await config('--file', join(repository, 'config.worktree'), 'core.bare', 'true');
  await config('extensions.worktreeConfig', 'true');
  await config('--file', join(repository, 'config'), '--unset-all', 'core.bare').catch(() => undefined);
  await git(['symbolic-ref', 'HEAD', 'refs/heads/prodigy-none'], { cwd: repository });
}
