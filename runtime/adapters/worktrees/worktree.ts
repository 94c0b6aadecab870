import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Checkout } from '../../ports/workspace';
import { git } from '../git/git';

/** A git worktree on this machine. */
export class Worktree implements Checkout {
  /** No step may wait for somebody to type a password. */
  public readonly env = { GIT_TERMINAL_PROMPT: '0' };

  public constructor(public readonly path: string) {}

  public head(): Promise<string> {
    return git(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: this.path });
  }

  /** Links out of the worktree are not followed. */
  public async read(path: string): Promise<string | null> {
    try {
      const root = await realpath(this.path);
      const file = await realpath(resolve(root, path));
      if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) return null;
      return await readFile(file, 'utf8');
    } catch (error) {
      if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return null;
      throw error;
    }
  }
}

/** How the system says that a path names no file; an input that is a command is such a path more often than not. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'ERR_INVALID_ARG_VALUE']);
