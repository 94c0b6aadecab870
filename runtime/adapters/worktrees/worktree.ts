import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import {
  type Changes,
  type Checkout,
  CheckoutBroken,
  type CommitRequest,
  type WriteOptions,
} from '../../ports/workspace';
import { changesSince } from '../git/changes';
import { commitFiles, squashCommits } from '../git/commit';
import { git } from '../git/git';
import { GitError } from '../git/git-error';
import { objectNamed } from '../git/standing';
import { removeWithin, writeWithin } from './write-within';

/** A git worktree on this machine. */
export class Worktree implements Checkout {
  /** No step may wait for somebody to type a password. */
  public readonly env = { GIT_TERMINAL_PROMPT: '0' };

  public constructor(
    public readonly path: string,
    /** Path of its repository. */
    private readonly repository: string,
  ) {}

  public async head(): Promise<string> {
    return (await this.headInRepository()) ?? this.headInWorktree();
  }

  /** The repository knows the HEADs of its worktrees; undefined if this does not look like one of them. */
  private async headInRepository(): Promise<string | undefined> {
    const [, part] = /^gitdir: (.+)\n$/.exec(textAt(resolve(this.path, '.git'))) ?? [];
    if (part === undefined || dirname(part) !== resolve(realpathSync(this.repository), 'worktrees')) return undefined;
    return objectNamed(this.repository, `worktrees/${basename(part)}/HEAD^{commit}`);
  }

  /** Never asks a repository around the worktree: its HEAD is not a commit of the run. */
  private async headInWorktree(): Promise<string> {
    const env = { GIT_CEILING_DIRECTORIES: dirname(this.path) };
    const args = ['rev-parse', '--path-format=absolute', '--git-common-dir', 'HEAD^{commit}'];
    const answer = await git(args, { cwd: this.path, env }).catch((error) => {
      throw error instanceof GitError ? new CheckoutBroken() : error;
    });
    const [common, commit] = answer.split('\n') as [string, string];
    if ((await realpath(common)) !== (await realpath(this.repository))) throw new CheckoutBroken();
    return commit;
  }

  public async changes(from: string, until: 'head' | 'worktree'): Promise<Changes> {
    await this.head();
    return changesSince(this.path, from, until);
  }

  public async commit(files: readonly string[], request: CommitRequest): Promise<void> {
    await this.head();
    await commitFiles(this.path, files, request);
  }

  public async squash(from: string, request: CommitRequest): Promise<void> {
    await this.head();
    await squashCommits(this.path, from, request);
  }

  public read(path: string): Promise<string | null> {
    return nullIfAbsent(async () => {
      const file = await this.within(path);
      return file !== null && (await stat(file)).isFile() ? readFile(file, 'utf8') : null;
    });
  }

  public folder(path: string): Promise<string | null> {
    return nullIfAbsent(async () => {
      const folder = await this.within(path);
      return folder !== null && (await stat(folder)).isDirectory() ? folder : null;
    });
  }

  public write(path: string, content: string, options?: WriteOptions): Promise<void> {
    return writeWithin(this.path, path, content, options);
  }

  public remove(path: string): Promise<void> {
    return removeWithin(this.path, path);
  }

  /** The path with symbolic links resolved; null if it leads outside. */
  private async within(path: string): Promise<string | null> {
    const root = await realpath(this.path);
    const real = await realpath(resolve(root, path));
    return real === root || real.startsWith(root + sep) ? real : null;
  }
}

/** Text of a file; '' if there is none. A step may have put anything there, even a pipe that nobody writes to. */
function textAt(path: string): string {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

async function nullIfAbsent<T>(look: () => Promise<T | null>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** Error codes for a path that names no file; a `map.input` that is a command often gives such a path. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'ERR_INVALID_ARG_VALUE']);
