import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Ref } from '../../../contract/refs';
import { type AttemptAnswer, type MergeAnswer, type PublicationAnswer, Route } from '../../../contract/workspace-api';
import type { Leadership } from '../../ports/election';
import { LeadershipLost } from '../../ports/journal';
import { ItemFailed, ItemReturned } from '../../ports/work-queue';
import type { AttemptResult } from '../../ports/workspace';
import { git } from '../git/git';
import { PRODIGY } from '../git/identity';
import { markKnown } from '../git/lfs';
import { NO_MAINTENANCE } from '../git/maintenance';
import { Mutex } from '../mutex';
import { ALL_ACTIVE } from '../submodules/submodules';
import type { RunRepository } from '../worktrees/run-repository';
import { allowWorktreeConfig } from '../worktrees/worktrees';
import { cloneSettings, REMOTE } from './clone-settings';
import { fencedCall, isConflict, orLost } from './fenced-call';
import { untilServerRestarts } from './restart-watch';
import { Refused, type WorkspaceClient } from './workspace-client';
import { workspaceGit } from './workspace-git';

const TAGS = '+refs/tags/*:refs/tags/*';
/** Timeout of a merge, in seconds, before it is requested again; the second request then waits for the first. */
const MERGE_SECONDS = 300;
/** Timeout of publishing, in seconds: origin may be slow. */
const PUBLICATION_SECONDS = 300;

/** The run's repository on the workspace server, through a bare clone on this machine. */
export class RemoteRepository implements RunRepository {
  private readonly fetches = new Mutex();

  public constructor(
    private readonly client: WorkspaceClient,
    /** Path of the clone. */
    public readonly path: string,
    private readonly options: {
      readonly blobless?: boolean;
      readonly lfs?: boolean;
      readonly submodules?: boolean;
    } = {},
  ) {}

  /** Make the clone, with the run's base and session, and origin's tags: steps look up the last release by its tag. */
  public async clone(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    await mkdir(dirname(this.path), { recursive: true });
    await git(['init', '--quiet', '--bare', this.path], { cwd: dirname(this.path) });
    const inClone = { cwd: this.path };
    const own = [['user.name', PRODIGY.name], ['user.email', PRODIGY.email], ...NO_MAINTENANCE] as const;
    for (const [key, value] of own) await git(['config', key, value], inClone);
    await allowWorktreeConfig(this.path);
    const { blobless = false, lfs = false } = this.options;
    if (this.options.submodules) await git(['config', ...ALL_ACTIVE], inClone);
    const settings = cloneSettings({ url: this.url, tokenFile: this.client.options.tokenFile, blobless, lfs });
    for (const [key, value] of Object.entries(settings)) await git(['config', key, value], inClone);
    await this.fetch(`+${Ref.BASE}:${Ref.BASE}`, `+${Ref.SESSION}:${Ref.SESSION}`, TAGS);
    if (lfs) await markKnown(this.path, REMOTE, [Ref.BASE]);
  }

  public async session(): Promise<string> {
    await this.fetch(`+${Ref.SESSION}:${Ref.SESSION}`);
    return this.commitOf(Ref.SESSION);
  }

  public base(): Promise<string> {
    return this.commitOf(Ref.BASE);
  }

  /** Stored under its own ref, so that later fetches know what is here. */
  public async bring(commit: string): Promise<void> {
    const here = await this.commitOf(commit).catch(() => undefined);
    if (here === undefined) await this.fetch(`+${commit}:refs/prodigy/brought/${commit}`);
  }

  public async setRef(ref: string, commit: string, leadership: Leadership): Promise<void> {
    if (leadership.lost.aborted) throw new LeadershipLost();
    await orLost(this.push(`+${commit}:${ref}`, leadership.fencing));
  }

  public async openAttempt(item: string, attempt: number): Promise<AttemptAnswer> {
    const call = { method: 'POST', route: Route.ATTEMPTS, body: { item, attempt } } as const;
    const answer = await this.client.call<AttemptAnswer>(call).catch((error) => {
      if (error instanceof Refused && [400, 422].includes(error.status)) throw new ItemFailed(error.message);
      throw isConflict(error) ? new ItemReturned(error.message) : error;
    });
    await this.bring(answer.start);
    if (answer.setup !== null) await this.bring(answer.setup);
    return answer;
  }

  public async submit(ref: string, commit: string): Promise<void> {
    await this.push(`+${commit}:${ref}`).catch((error) => {
      throw isConflict(error) ? new ItemReturned(error.message) : error;
    });
  }

  public merge(body: AttemptResult, leadership: Leadership): Promise<MergeAnswer> {
    const call = { method: 'POST', route: Route.MERGES, body, timeoutSeconds: MERGE_SECONDS } as const;
    return fencedCall<MergeAnswer>(this.client, leadership, call).catch((error) => {
      throw error instanceof Refused ? new ItemFailed(error.message) : error;
    });
  }

  public publish(commit: string | undefined, leadership: Leadership): Promise<PublicationAnswer> {
    const body = commit === undefined ? {} : { commit };
    const call = { method: 'POST', route: Route.PUBLICATION, body, timeoutSeconds: PUBLICATION_SECONDS } as const;
    return fencedCall(this.client, leadership, call);
  }

  private async fetch(...refspecs: readonly string[]): Promise<void> {
    const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--update-shallow'];
    const args = ['fetch', ...options, this.options.blobless ? REMOTE : this.url, ...refspecs];
    await this.fetches.run(() => this.client.persist('git fetch', () => this.git(args)));
  }

  private async push(refspec: string, fencing?: number): Promise<void> {
    if (this.options.lfs) await this.pushLfs(refspec.replace(/^\+|:.*$/g, ''));
    await this.client.persist('git push', () => this.git(['push', '--quiet', this.url, refspec], fencing));
  }

  /** Large files go before the commits that need them; git-lfs gets the token as the git in steps does. */
  private async pushLfs(commit: string): Promise<void> {
    await this.client.persist('git lfs push', async () => {
      await untilServerRestarts(this.client, (signal) =>
        git(['lfs', 'push', REMOTE, commit], { cwd: this.path, signal }),
      );
    });
  }

  private git(args: readonly string[], fencing?: number): Promise<void> {
    return workspaceGit(this.client, this.path, args, fencing);
  }

  private get url(): string {
    return `${this.client.options.url}${Route.REPOSITORY}`;
  }

  /** Without http, or git would look for it in the workspace, and a blobless clone would fetch all history again. */
  private commitOf(name: string): Promise<string> {
    return git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { cwd: this.path, protocols: 'file' });
  }
}
