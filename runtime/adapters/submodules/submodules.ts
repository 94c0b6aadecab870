import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SubmoduleUnusable } from '../../ports/workspace';
import { removeFolder } from '../files/remove-folder';
import { git } from '../git/git';
import { GitError } from '../git/git-error';
import { linesOf } from '../git/origin-failure';
import { Mutex } from '../mutex';
import { everySubmodule, type ModuleSource, type Submodule } from './every-submodule';
import { exists } from './module-repository';

/** Setting that makes git's submodule commands include all of them. */
export const ALL_ACTIVE = ['submodule.active', '.'] as const;

/**
 * The submodules of checkouts, each a detached worktree of a bare repository on this machine. Git's own submodule
 * commands accept them as their own, and find nothing to fetch.
 */
export class Submodules {
  private readonly mutex = new Mutex();
  private readonly used = new Set<string>();

  public constructor(
    private readonly source: ModuleSource,
    /** Path of the repository that contains them, and the address that theirs are relative to. */
    private readonly top: { readonly repository: string; readonly address: string },
  ) {}

  /**
   * Check out the submodules of a commit.
   * @param before commit that the checkout was at: its submodules that are gone are removed. Default: there were none.
   * @throws SubmoduleUnusable
   */
  public lay(checkout: string, commit: string, before?: string): Promise<void> {
    return this.mutex.run(async () => {
      const modules = await this.every(commit);
      const kept = new Set(modules.map(({ path }) => path));
      const old = before === undefined || before === commit ? [] : await this.every(before);
      for (const { path } of old.reverse()) if (!kept.has(path)) await this.remove(checkout, path);
      for (const module of modules) await this.layOne(checkout, module);
    });
  }

  /** Check that others can check a commit out. @throws SubmoduleUnusable if they cannot. */
  public async check(commit: string): Promise<void> {
    await this.mutex.run(() => this.every(commit));
  }

  /** Path of a submodule with changes, which no snapshot includes; undefined if there is none. */
  public async changed(checkout: string, commit: string): Promise<string | undefined> {
    const modules = await this.mutex.run(() => this.every(commit));
    for (const module of modules) if (await isChanged(checkout, module)) return module.path;
    return undefined;
  }

  /** Prune the checkouts that were removed. */
  public forget(): Promise<void> {
    return this.mutex.run(async () => {
      for (const repository of this.used) await git(['worktree', 'prune'], { cwd: repository });
    });
  }

  private every(commit: string): Promise<Submodule[]> {
    return everySubmodule(this.source, this.top, commit);
  }

  /** A folder that a sparse checkout leaves out stays out. */
  private async layOne(checkout: string, { path, commit, repository }: Submodule): Promise<void> {
    const folder = join(checkout, path);
    await mustBeInside(checkout, path);
    if (!(await exists(folder)) || (await headOf(folder)) === commit) return;
    this.used.add(repository);
    const [cwd, args] = (await exists(join(folder, '.git')))
      ? [folder, ['checkout', '--quiet', '--force', '--detach', commit]]
      : [repository, ['worktree', 'add', '--quiet', '--force', '--detach', folder, commit]];
    await git(args, { cwd }).catch((error) => {
      if (!(error instanceof GitError)) throw error;
      throw new SubmoduleUnusable(path, `must be checked out at ${commit}, got: ${linesOf(error.stderr).join('; ')}`);
    });
  }

  private async remove(checkout: string, path: string): Promise<void> {
    await mustBeInside(checkout, path);
    await removeFolder(join(checkout, path));
  }
}

/** A symbolic link on the way would lead out of the checkout, on case-insensitive file systems. */
async function mustBeInside(checkout: string, path: string): Promise<void> {
  const parent = dirname(join(await realpath(checkout), path));
  const found = await realpath(parent).catch(() => parent);
  const link = await lstat(join(parent, path.split('/').at(-1) as string)).catch(() => undefined);
  if (found === parent && !link?.isSymbolicLink()) return;
  throw new SubmoduleUnusable(path, 'must lie in folders of the checkout, got a symbolic link: remove the link');
}

/** Commit of HEAD; without its own `.git`, git would look in the surrounding repository. */
async function headOf(folder: string): Promise<string | undefined> {
  if (!(await exists(join(folder, '.git')))) return undefined;
  return git(['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: folder }).catch(ofGit);
}

async function isChanged(checkout: string, { path, commit }: Submodule): Promise<boolean> {
  const folder = join(checkout, path);
  if (!(await exists(folder))) return false; // absent in the snapshot too
  if ((await headOf(folder)) !== commit) return true;
  const args = ['status', '--porcelain', '--ignored', '--untracked-files=all', '--ignore-submodules=none'];
  return (await git(args, { cwd: folder }).catch(ofGit)) !== '';
}

/** A step may have broken the repository. */
const ofGit = (error: unknown): undefined => {
  if (error instanceof GitError) return undefined;
  throw error;
};
