import { resultBranch } from '../../contract/names';
import { Ref } from '../../contract/refs';
import type { RunConfig } from '../../contract/run-config';
import type { Offered, PublicationAnswer } from '../../contract/workspace-api';
import { git } from '../adapters/git/git';
import { GitError } from '../adapters/git/git-error';
import { pushLfs } from '../adapters/git/lfs';
import { branchRef, type Origin } from '../adapters/git/origin';
import { concernsOrigin, isRefusal, linesOf, type OriginFailure } from '../adapters/git/origin-failure';
import { resultOf } from '../adapters/git/session';
import { Mutex } from '../adapters/mutex';
import { ModulesOnClaim } from '../adapters/submodules/from-origin';
import { gitModules, movedPins } from '../adapters/submodules/git-modules';
import type { Clock } from '../ports/clock';
import { SubmoduleUnusable } from '../ports/workspace';
import { HttpError } from './http-error';
import type { JournalFile } from './journal-file';
import { commitOf, sessionOf } from './run-repository';

/** Timeouts of a fetch from origin, and of a push, in seconds; together below the 300 s that HTTP clients wait. */
const FETCH_SECONDS = 110;
const PUSH_SECONDS = 170;
/**
 * Timeout of pushing large files, in seconds: longer than HTTP clients wait, but within the 15 min for which a leader
 * retries; files that were pushed stay.
 */
const LFS_SECONDS = 480;
/** Maximum number of merges with a target branch that keeps moving. */
const MOST_MERGES = 4;
/** Minutes for which an unreachable origin is retried; below the 15 for which a leader waits for an answer. */
const PATIENCE_MINUTES = 10;

export interface PublisherParts {
  readonly config: RunConfig;
  readonly repository: string;
  /** Folder of the submodules' bare repositories. */
  readonly modules: string;
  readonly base: string;
  readonly origin: Origin;
  readonly journal: JournalFile;
  readonly clock: Clock;
  /** Fires when the server can wait no longer. */
  readonly signal: AbortSignal;
  /** Opens a pull request for a result that is at origin. Default: none. */
  readonly offer?: () => Promise<Offered>;
}

/**
 * Exclusively runs a task that writes to the journal or the run's refs.
 * @throws HttpError if the requester no longer leads.
 */
export type Alone = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Publishes the run's result to origin, one call at a time. The lease may change hands meanwhile, since origin may take
 * minutes: if the next leader asks too, it waits for its turn, and finds the result recorded.
 */
export class Publisher {
  private readonly gate = new Mutex();
  /** When origin was first unreachable, in milliseconds since 1970. */
  private failingSince: number | undefined;

  public constructor(private readonly parts: PublisherParts) {}

  /**
   * Push the result as `prodigy/{id}`, and to the target branch if the run asks for it. The result is made and recorded
   * once: when asked again, the same commit is pushed.
   * @param commit what to publish; if undefined, the session's.
   * @param alone the requester's way through the fence.
   * @throws Error if this server was told to stop, HttpError 503 if origin is unreachable: neither is an answer from
   * origin, and the leader asks again.
   */
  public publish(commit: string | undefined, alone: Alone): Promise<PublicationAnswer> {
    return this.gate.run(() => this.attempt(commit, alone));
  }

  private async attempt(commit: string | undefined, alone: Alone): Promise<PublicationAnswer> {
    const { base, repository, journal } = this.parts;
    const recorded = await alone(async () => journal.last('result')?.commit);
    const work = recorded ?? commit ?? (await sessionOf(repository));
    if (work === base) return { published: false, reason: 'the run made no commit', unchanged: true };
    if ((await commitOf(repository, work)) === null)
      throw new HttpError(400, `commit ${work} is not in the repository`);
    try {
      const first = recorded ? { commit: recorded } : await this.result(work, alone);
      const answer = await this.pushed(first, alone);
      return answer.published ? { ...answer, ...(await this.offer(alone)) } : answer;
    } catch (error) {
      if (error instanceof SubmoduleUnusable) return { published: false, reason: error.message };
      if (!concernsOrigin(error) || this.parts.signal.aborted) throw error;
      const reason = `origin: ${error instanceof GitError ? usefulLines(error.stderr) : error.message}`;
      if (this.mayPass(error)) throw new HttpError(503, reason);
      return { published: false, reason };
    }
  }

  /** Push; if the target branch moved in between, merge again, a few times, since others push there too. */
  private async pushed(first: Result, alone: Alone): Promise<PublicationAnswer> {
    let result = first;
    for (let merges = 1; ; merges += 1) {
      try {
        const answer = await this.push(result);
        // What is at origin is the result, even if it conflicts with the target branch.
        if (answer.published && result.conflicts) await this.record(result.commit, alone);
        return answer;
      } catch (error) {
        if (merges === MOST_MERGES || !(await this.targetMoved(error))) throw error;
        // On top of what was pushed as the run's own branch, so that the branch only moves forward.
        result = await this.result(result.commit, alone);
      }
    }
  }

  /** Whether a push failed because somebody else pushed to the target branch first. */
  private async targetMoved(error: unknown): Promise<boolean> {
    const { config, repository } = this.parts;
    if (config.publish !== 'target' || config.depth !== undefined || !(error instanceof GitError)) return false;
    const branch = (await branchRef(config.targetBranch, repository)).replace('refs/heads/', '');
    return linesOf(error.stderr).some((line) => line.includes(`-> ${branch} `) && MOVED.test(line));
  }

  /** Whether a retry may help. */
  private mayPass(error: GitError | OriginFailure): boolean {
    if (isRefusal(error) || (error instanceof GitError && REJECTED.test(error.stderr))) return false;
    const now = this.parts.clock.now();
    this.failingSince ??= now;
    return now - this.failingSince < PATIENCE_MINUTES * 60_000;
  }

  /** Make the result commit on top of origin's current state. */
  private async result(work: string, alone: Alone): Promise<Result> {
    const { repository, config, base } = this.parts;
    // A shallow clone cannot be merged with a target that has moved on; its work is published as it is.
    const target = config.depth === undefined ? await this.fetchTarget() : null;
    const message = `Merge Prodigy run ${config.runId}\n`;
    const merged = target ? await resultOf({ repository, session: work, target, message }) : { commit: work };
    // On conflicts, a person can resolve them in a pull request; the target branch is left alone.
    await this.checkSubmodules(target ?? base, 'commit' in merged ? merged.commit : work);
    if ('conflicts' in merged) return { commit: work, conflicts: merged.conflicts };
    await this.record(merged.commit, alone);
    return { commit: merged.commit };
  }

  /** Others must be able to check the result out. @throws SubmoduleUnusable */
  private async checkSubmodules(from: string, commit: string): Promise<void> {
    const { config, repository, modules, origin } = this.parts;
    if (!config.submodules) return;
    const source = new ModulesOnClaim(modules);
    const moved = await movedPins(repository, from, commit);
    for (const module of await gitModules(repository, commit))
      if (moved.has(module.path)) await source.bring(module, origin.url);
  }

  private record(commit: string, alone: Alone): Promise<void> {
    const { repository, journal } = this.parts;
    return alone(async () => {
      await git(['update-ref', Ref.RESULT, commit], { cwd: repository });
      await journal.append({ type: 'result', commit });
    });
  }

  /** Exclusive, since it writes to the journal; calls to the forge take seconds at most. */
  private async offer(alone: Alone): Promise<Offered | undefined> {
    const { offer } = this.parts;
    return offer && alone(offer);
  }

  /** Commit of the target branch at origin; null if origin has no such branch. */
  private async fetchTarget(): Promise<string | null> {
    const { repository, config, origin, signal } = this.parts;
    const ref = await branchRef(config.targetBranch, repository);
    const options = { cwd: repository, ...(await origin.options()), timeoutSeconds: FETCH_SECONDS, signal };
    const found = await git(['ls-remote', '--', origin.url, ref], options);
    if (found === '') return null;
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', origin.url, `+${ref}:${ref}`];
    await git(args, options);
    return commitOf(repository, ref);
  }

  /** Before the commits that need them; origin already has those of the target branch. */
  private async pushLfs(commit: string): Promise<void> {
    const { repository, config, origin, signal } = this.parts;
    const target = await commitOf(repository, await branchRef(config.targetBranch, repository));
    const transfer = { repository, origin, signal, timeoutSeconds: LFS_SECONDS };
    await pushLfs(transfer, commit, target === null ? [] : [target]);
  }

  /** After a retry of items the result is a new commit: it may only replace the run's own earlier result. */
  private async replacing(ref: string): Promise<string[]> {
    const { repository, origin, signal, journal } = this.parts;
    const earlier = journal.entries.flatMap(({ entry }) => (entry.type === 'result' ? [entry.commit] : []));
    if (!journal.entries.some(({ entry }) => entry.type === 'reopened' && entry.work === 'retry')) return [];
    const options = { cwd: repository, ...(await origin.options()), timeoutSeconds: FETCH_SECONDS, signal };
    const [at = ''] = (await git(['ls-remote', '--', origin.url, ref], options)).split('\t');
    return earlier.includes(at) ? [`--force-with-lease=${ref}:${at}`] : [];
  }

  private async push({ commit, conflicts }: Result): Promise<PublicationAnswer> {
    const { repository, config, origin, signal } = this.parts;
    const branch = resultBranch(config.runId);
    const refs = [`refs/heads/${branch}`];
    if (config.publish === 'target' && !conflicts) refs.push(await branchRef(config.targetBranch, repository));
    if (config.lfs) await this.pushLfs(commit);
    const replacing = await this.replacing(refs[0] as string);
    const args = ['push', '--quiet', ...replacing, '--', origin.url, ...refs.map((ref) => `${commit}:${ref}`)];
    await git(args, { cwd: repository, ...(await origin.options()), timeoutSeconds: PUSH_SECONDS, signal });
    if (!conflicts || config.publish === 'branch') return { published: true, branch, commit };
    const reason = `${config.targetBranch} conflicts with the result in ${conflicts.join(', ')}: merge ${branch} by hand`;
    return { published: false, reason };
  }
}

/** How git reports a push refused by origin's own rules, or because a branch has moved. */
const REJECTED = /\[(remote )?rejected\]|hook declined/;

/** How git reports a branch that has moved since the push began. */
const MOVED =
  /\[(remote )?rejected\].*\((fetch first|non-fast-forward|failed to update ref|cannot lock ref.*|incorrect old value provided)\)/;

interface Result {
  readonly commit: string;
  /** Paths that conflict with the target branch. */
  readonly conflicts?: readonly string[];
}

/** The relevant lines of what git and origin print, without progress and advice. */
export function usefulLines(stderr: string): string {
  const lines = linesOf(stderr);
  const useful = lines.filter((line) => /^(remote: .*\S|error:|fatal:|! \[)/.test(line));
  return (useful.length > 0 ? useful : lines).slice(0, 10).join('; ') || 'no reason given';
}
