import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ITEM_TRAILER } from '../../../contract/refs';
import { createRepository } from '../../../devcluster/git-repositories';
import { REPOSITORIES } from '../../../devcluster/paths';

/** A repository of the devcluster's git server, looked at from its own disk. */
export class Origin {
  private constructor(
    /** For example `demo/project`. */
    public readonly name: string,
    public readonly url: string,
  ) {}

  /** Make the repository anew, with these files in one commit on `main`. */
  public static async create(name: string, files: Readonly<Record<string, string>>): Promise<Origin> {
    return new Origin(name, await createRepository(name, files));
  }

  /** Text of every file on a branch; submodules are none. */
  public files(branch: string): Record<string, string> {
    const entries = this.git(['ls-tree', '-r', '-z', branch]).split('\0').filter(Boolean);
    const names = entries.flatMap((entry) => /^\d+ blob \S+\t(.*)$/s.exec(entry)?.[1] ?? []);
    return Object.fromEntries(names.map((name) => [name, this.git(['show', `${branch}:${name}`])]));
  }

  /** Tree of a branch: equal trees hold equal files. */
  public tree(branch: string): string {
    return this.git(['rev-parse', `${branch}^{tree}`]).trim();
  }

  public branches(): string[] {
    return this.git(['for-each-ref', '--format=%(refname:short)', 'refs/heads']).trim().split('\n');
  }

  /** Items that the merge commits between main and a branch name. */
  public mergedItems(branch: string): string[] {
    const format = `--format=%(trailers:key=${ITEM_TRAILER},valueonly,separator=%x2c)`;
    return this.git(['log', format, `main..${branch}`])
      .split('\n')
      .filter(Boolean);
  }

  /** First lines of the commits between main and a branch, merges included. */
  public subjects(branch: string): string[] {
    return this.git(['log', '--format=%s', `main..${branch}`])
      .split('\n')
      .filter(Boolean);
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private get path(): string {
    return join(REPOSITORIES, `${this.name}.git`);
  }

  /** Its output to the last byte. */
  private git(args: readonly string[]): string {
    const options = { cwd: this.path, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    return execFileSync('git', [...args], options);
  }
}
