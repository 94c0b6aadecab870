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

/** Seconds for a fetch from origin, and for a push; together below the 300 s that HTTP clients wait for an answer. */
const FETCH_SECONDS = 110;
const PUSH_SECONDS = 170;
/**
 * Seconds for large files: the answer comes later than HTTP clients wait, but within the 15 min that a leader asks again;
 * what was handed over stays.
 */
const LFS_SECONDS = 480;
/** Times that a result is merged with a target branch that moves. */
const MOST_MERGES = 4;
/** Minutes that an origin out of reach is asked again; below the 15 that a leader looks for an answer. */
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
  /** Fires when the server cannot wait any longer. */
  readonly signal: AbortSignal;
  /** Tells people of a result that is at origin. Default: nobody is told. */
  readonly offer?: () => Promise<Offered>;
}

/**
 * Does what writes to the journal or the run's refs, with nothing else of its kind beside it.
 * @throws HttpError where who asked for it leads no longer.
 */
export type Alone = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Hands the run's result to origin, one thing at a time. The lease is free to change hands meanwhile, since origin may
 * take minutes: a next leader that asks too waits for its turn, and finds the result recorded.
 */
export class Publisher {
  private readonly gate = new Mutex();
  /** When origin first could not be reached, in milliseconds since 1970. */
  private failingSince: number | undefined;

  public constructor(private readonly parts: PublisherParts) {}

  /**
   * Push the result as `prodigy/{id}`, and to the target branch where the run asks for it. The result is made and
   * recorded once: asked again, the same commit is pushed.
   * @param commit what to publish; the session's where it is undefined.
   * @param alone the fence, as who asks may pass it.
   * @throws Error where this server was told to stop, HttpError 503 where origin cannot be reached: neither is an answer
   *   of origin's, and the leader asks again.
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

  /** Push; a target branch that moved in between is merged once more, a few times, since others work there too. */
  private async pushed(first: Result, alone: Alone): Promise<PublicationAnswer> {
    let result = first;
    for (let merges = 1; ; merges += 1) {
      try {
        const answer = await this.push(result);
        // What is at origin is the result, although it does not fit the target branch.
        if (answer.published && result.conflicts) await this.record(result.commit, alone);
        return answer;
      } catch (error) {
        if (merges === MOST_MERGES || !(await this.targetMoved(error))) throw error;
        // On top of what was pushed as the run's own branch, so that the branch only grows.
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

  /** Whether another try may help. */
  private mayPass(error: GitError | OriginFailure): boolean {
    if (isRefusal(error) || (error instanceof GitError && REJECTED.test(error.stderr))) return false;
    const now = this.parts.clock.now();
    this.failingSince ??= now;
    return now - this.failingSince < PATIENCE_MINUTES * 60_000;
  }

  /** Make the result commit on top of what origin holds now. */
  private async result(work: string, alone: Alone): Promise<Result> {
    const { repository, config, base } = this.parts;
    // A shallow clone cannot be merged with what the target became; its work is offered as it is.
    const target = config.depth === undefined ? await this.fetchTarget() : null;
    const message = `Merge Prodigy run ${config.runId}\n`;
    const merged = target ? await resultOf({ repository, session: work, target, message }) : { commit: work };
    // A person can resolve in a pull request what does not fit together; the target branch is left alone.
    await this.checkSubmodules(target ?? base, 'commit' in merged ? merged.commit : work);
    if ('conflicts' in merged) return { commit: work, conflicts: merged.conflicts };
    await this.record(merged.commit, alone);
    return { commit: merged.commit };
  }

  /** Whoever takes the result must be able to check it out. @throws SubmoduleUnusable */
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

  /** It writes to the journal; the forge is asked for seconds at most. */
  private async offer(alone: Alone): Promise<Offered | undefined> {
    const { offer } = this.parts;
    return offer && alone(offer);
  }

  /** Commit of the target branch at origin; null where origin has no such branch. */
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

  /** Before the commits that need them; what the target branch has is at origin. */
  private async pushLfs(commit: string): Promise<void> {
    const { repository, config, origin, signal } = this.parts;
    const target = await commitOf(repository, await branchRef(config.targetBranch, repository));
    const transfer = { repository, origin, signal, timeoutSeconds: LFS_SECONDS };
    await pushLfs(transfer, commit, target === null ? [] : [target]);
  }

  /** A run that tried items again has another result: it takes the place of its own earlier one, and of nothing else. */
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

/** What origin's own rules, or a branch that moved, say to a push. */
const REJECTED = /\[(remote )?rejected\]|hook declined/;

/** What git says of a branch that is not where it was when the push began. */
const MOVED =
  /\[(remote )?rejected\].*\((fetch first|non-fast-forward|failed to update ref|cannot lock ref.*|incorrect old value provided)\)/;

interface Result {
  readonly commit: string;
  /** Paths where the commit does not fit the target branch. */
  readonly conflicts?: readonly string[];
}

/** What git and origin say, without progress and advice. */
export function usefulLines(stderr: string): string {
  const lines = linesOf(stderr);
  const useful = lines.filter((line) => /^(remote: .*\S|error:|fatal:|! \[)/.test(line));
  return (useful.length > 0 ? useful : lines).slice(0, 10).join('; ') || 'no reason given';
}
