import type { Log } from '../../ports/log';
import { git } from './git';
import { GitError } from './git-error';
import { FETCH_CHECKS } from './origin';

/** A mirror of origin in the namespace's repository cache. */
export interface Mirror {
  readonly url: string;
  readonly log: Log;
}

export interface CacheRequest {
  /** Path of a repository. */
  readonly repository: string;
  readonly mirror: Mirror;
  /** Full names of refs, and commit ids, that will be fetched from origin. */
  readonly wanted: readonly string[];
  readonly signal: AbortSignal;
}

/** Refs that keep objects from the cache until refs from origin do. */
const BORROWED = 'refs/prodigy/cache';

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** Timeout of listing the mirror's refs, in seconds: it is in the same namespace, so it answers soon or not at all. */
const LIST_SECONDS = 15;
/** Timeout of fetching objects, in seconds; a slower cache is of no use. */
const FETCH_SECONDS = 900;

/** No redirects, and a stalled transfer ends. */
const CONFIG = {
  ...FETCH_CHECKS,
  'http.followRedirects': 'false',
  'http.lowSpeedLimit': '1000',
  'http.lowSpeedTime': '60',
};

/**
 * Fetch a run's objects from the repository cache, so that only the rest comes from origin. They are copied, so the
 * repository does not depend on the cache. Nothing is trusted: git checks every object, and only origin decides which
 * commit a ref points to.
 * @returns false if the cache was of no use and may have left partial data: recreate the repository.
 */
export async function fetchFromCache(request: CacheRequest): Promise<boolean> {
  const { log } = request.mirror;
  try {
    const there = await refsOfMirror(request);
    const refs = request.wanted.filter((name) => there.has(name));
    await fetch(request, [...refs.map(borrow), borrow('refs/tags/*')]);
    const commits = request.wanted.filter((name) => COMMIT.test(name));
    for (const commit of commits) await fetch(request, [borrow(commit)]).catch(unlessUnknown);
    log.info(`the repository cache served what it has of ${request.wanted.join(', ')}`);
    return true;
  } catch (error) {
    log.warn(`the repository cache is skipped, everything is fetched from origin: ${(error as Error).message}`);
    return false;
  }
}

/** Delete the refs to what came from the cache. */
export async function dropBorrowed(repository: string): Promise<void> {
  const borrowed = await git(['for-each-ref', '--format=delete %(refname)', BORROWED], { cwd: repository });
  if (borrowed !== '') await git(['update-ref', '--stdin'], { cwd: repository, input: `${borrowed}\n` });
}

const borrow = (name: string): string => `+${name}:${BORROWED}/${name.replace(/^refs\//, '')}`;

async function refsOfMirror({ repository, mirror, signal }: CacheRequest): Promise<ReadonlySet<string>> {
  const options = { cwd: repository, protocols: 'http', config: CONFIG, signal, timeoutSeconds: LIST_SECONDS };
  const listed = await git(['ls-remote', '--', mirror.url], options);
  return new Set(listed.split('\n').map((line) => line.split('\t')[1] ?? ''));
}

async function fetch({ repository, mirror, signal }: CacheRequest, refspecs: readonly string[]): Promise<void> {
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', mirror.url, ...refspecs];
  const options = { protocols: 'http', config: CONFIG, signal, timeoutSeconds: FETCH_SECONDS };
  await git(args, { cwd: repository, ...options });
}

/** A mirror serves only what its refs reach; origin may serve more. */
function unlessUnknown(error: unknown): void {
  if (error instanceof GitError && /not our ref|unadvertised object/.test(error.stderr)) return;
  throw error;
}
