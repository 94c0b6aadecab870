import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mirrorPath } from '../../contract/repository-cache';
import { syncPath } from '../adapters/files/sync-path';
import { git } from '../adapters/git/git';
import { GitError } from '../adapters/git/git-error';
import { removeLeftovers } from '../adapters/git/leftovers';
import type { Origin } from '../adapters/git/origin';
import type { Log } from '../ports/log';

export interface MirrorParts {
  readonly name: string;
  /** An existing folder. */
  readonly folder: string;
  readonly origin: Origin;
  readonly log: Log;
}

/** Timeout of a clone or a fetch, in seconds. */
const FETCH_SECONDS = 2 * 3600;
/** Timeout of checking a mirror, and of repacking it, in seconds. */
const LOOK_SECONDS = 1800;

/** Branches and tags are what a run may start from. Forges keep strangers' changes next to them, under other refs. */
const REFSPECS = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];

/** Synced to disk before git reports success; one thread, since git counts the node's cores, not the pod's share. */
const CONFIG = { 'core.fsync': 'all', 'fetch.unpackLimit': '1', 'pack.threads': '1' };

/** What git prints when the mirror itself is broken. */
const BROKEN =
  /corrupt|bad object|bad tree|missing (blob|tree|commit)|unable to read|(invalid|broken) (sha1|ref)|packfile|not a git repository/i;

/** Whether git's message is about the repository that it works in. */
export const tellsOfDamage = (text: string): boolean => BROKEN.test(text);

/** A bare repository on the claim with one origin's branches and tags. Only its owner writes, one call at a time. */
export class Mirror {
  public readonly name: string;
  /** Path of the repository; if it exists, it is complete. */
  public readonly path: string;
  private readonly draft: string;
  /** True at first, since the last process may have been killed, and after git complained. */
  private suspect = true;

  public constructor(private readonly parts: MirrorParts) {
    this.name = parts.name;
    this.path = join(parts.folder, mirrorPath(parts.name));
    this.draft = `${this.path}.new`;
  }

  /** Whether there is anything to serve. */
  public get isThere(): boolean {
    return existsSync(this.path);
  }

  /** Check the mirror before the next refresh. */
  public distrust(): void {
    this.suspect = true;
  }

  /**
   * Update branches and tags from origin. The old state is served meanwhile, and also if this fails.
   * @throws GitError
   */
  public async refresh(signal: AbortSignal): Promise<void> {
    await rm(this.draft, { recursive: true, force: true });
    if (this.isThere) await removeLeftovers(this.path);
    if (this.suspect) await this.lookThrough(signal);
    this.suspect = false;
    try {
      if (this.isThere) await this.fetch(signal);
      else await this.clone(signal);
    } catch (error) {
      if (error instanceof GitError && tellsOfDamage(error.stderr)) this.suspect = true;
      await this.tidyUp();
      throw error;
    }
  }

  private async clone(signal: AbortSignal): Promise<void> {
    const { folder, origin, log } = this.parts;
    log.info(`cloning ${origin.url}`);
    await this.git(['clone', '--quiet', '--bare', '--', origin.url, this.draft], folder, FETCH_SECONDS, signal);
    await this.pack(this.draft, signal);
    await rename(this.draft, this.path);
    await syncPath(folder);
    log.info(`${origin.url} is mirrored`);
  }

  private async fetch(signal: AbortSignal): Promise<void> {
    const { origin, log } = this.parts;
    const before = await packs(this.path);
    const args = ['fetch', '--quiet', '--prune', '--no-tags', '--no-write-fetch-head', '--', origin.url, ...REFSPECS];
    await this.git(args, this.path, FETCH_SECONDS, signal);
    if ((await packs(this.path)).every((name) => before.includes(name))) return;
    await this.pack(this.path, signal);
    log.info(`${origin.url} has new commits, and so has its mirror`);
  }

  /** Combine small packs and index them for full clones. Unreachable objects are kept: somebody may be reading them. */
  private async pack(repository: string, signal: AbortSignal): Promise<void> {
    const args = ['repack', '--quiet', '-d', '--geometric=2', '--write-midx', '--write-bitmap-index'];
    await this.git(args, repository, LOOK_SECONDS, signal).catch((error: Error) => {
      if (!signal.aborted) this.parts.log.warn(`the packs stay as they are: ${error.message}`);
    });
  }

  /** Discard a mirror that a crash left incomplete: no later fetch would repair it. */
  private async lookThrough(signal: AbortSignal): Promise<void> {
    if (!this.isThere) return;
    const { log, origin } = this.parts;
    try {
      await this.git(
        ['fsck', '--connectivity-only', '--no-dangling', '--no-progress'],
        this.path,
        LOOK_SECONDS,
        signal,
      );
    } catch (error) {
      if (!(error instanceof GitError) || error.exitCode === null) throw error;
      log.error(`the mirror of ${origin.url} is damaged and is recreated: ${error.stderr.trim().split('\n').at(-1)}`);
      await rename(this.path, this.draft);
      await rm(this.draft, { recursive: true, force: true });
    }
  }

  /** Remove what a failed transfer left behind, to free its space. */
  private async tidyUp(): Promise<void> {
    await rm(this.draft, { recursive: true, force: true });
    if (this.isThere) await removeLeftovers(this.path);
  }

  private async git(
    args: readonly string[],
    cwd: string,
    timeoutSeconds: number,
    signal: AbortSignal,
  ): Promise<string> {
    const options = await this.parts.origin.options();
    return git(args, { cwd, ...options, config: { ...options.config, ...CONFIG }, signal, timeoutSeconds });
  }
}

const packs = async (repository: string): Promise<string[]> =>
  (await readdir(join(repository, 'objects/pack'))).filter((name) => name.endsWith('.pack'));
