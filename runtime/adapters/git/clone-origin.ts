import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Ref } from '../../../contract/refs';
import { dropBorrowed, fetchFromCache, type Mirror } from './fetch-from-cache';
import { git } from './git';
import { GitError } from './git-error';
import { branchRef, type Origin } from './origin';

/** The run's revision does not exist in origin. */
export class UnknownRevision extends Error {
  public constructor(revision: string) {
    super(`'revision' must be a branch, a tag or a full commit id of origin, got ${JSON.stringify(revision)}`);
    this.name = 'UnknownRevision';
  }
}

export interface CloneRequest {
  /** Path of the bare repository to make; anything already there is removed. */
  readonly repository: string;
  /** An existing folder. */
  readonly folder: string;
  readonly origin: Origin;
  /** Branch, tag or full commit id. */
  readonly revision: string;
  /** Also fetched if origin has it. */
  readonly targetBranch: string;
  /** Number of commits of history to fetch, without tags; undefined: all. */
  readonly depth?: number;
  /** Source of objects to try first, so that only the rest comes from origin. Default: none. */
  readonly mirror?: Mirror;
  readonly signal: AbortSignal;
}

/** Timeout of a fetch, in seconds. */
const FETCH_SECONDS = 3600;
/** Timeout of listing refs, in seconds. */
const LIST_SECONDS = 60;
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * Make the run's bare repository: base and session refs at the revision, the target branch, and the tags.
 * @returns the commit of the revision.
 * @throws GitError, UnknownRevision, or Error if the target branch is not a valid branch name.
 */
export async function cloneOrigin(request: CloneRequest): Promise<string> {
  const { repository, folder, revision } = request;
  const target = await branchRef(request.targetBranch, folder);
  await makeRepository(request);
  const refs = await refsOfOrigin(request);
  const found = [`refs/heads/${revision}`, `refs/tags/${revision}`, revision].find((ref) => refs.has(ref));
  const wanted = found ?? (COMMIT.test(revision) ? revision : null);
  if (wanted === null) throw new UnknownRevision(revision);
  await useMirror(request, [...new Set(refs.has(target) ? [target, wanted] : [wanted])]);
  const targets = refs.has(target) && request.depth === undefined ? [`+${target}:${target}`] : [];
  // Steps look up the last release by its tag; in a shallow clone, tags would bring in their history.
  const tags = request.depth === undefined ? ['+refs/tags/*:refs/tags/*'] : [];
  if (found !== undefined) await fetch(request, [...targets, `+${found}:${Ref.BASE}`, ...tags], depthOf(request));
  else await fetchCommit(request, wanted, targets, tags);
  const base = await git(['rev-parse', '--verify', `${Ref.BASE}^{commit}`], { cwd: repository });
  await git(['update-ref', Ref.BASE, base], { cwd: repository }); // for a tag, the ref would point to the tag object
  await git(['update-ref', Ref.SESSION, base], { cwd: repository });
  if (request.mirror) await dropBorrowed(repository);
  return base;
}

/** Start empty, without leftovers of an earlier attempt. */
async function makeRepository({ repository, folder, targetBranch }: CloneRequest): Promise<void> {
  await rm(repository, { recursive: true, force: true });
  await git(['init', '--quiet', '--bare', '--initial-branch', targetBranch, repository], { cwd: folder });
}

/** Only after origin has shown its refs to the run's own credentials. */
async function useMirror(request: CloneRequest, wanted: readonly string[]): Promise<void> {
  const { mirror } = request;
  if (mirror && !(await fetchFromCache({ ...request, mirror, wanted }))) await makeRepository(request);
}

/** Names of origin's refs. */
async function refsOfOrigin({ repository, origin, signal }: CloneRequest): Promise<ReadonlySet<string>> {
  const options = { cwd: repository, ...(await origin.options()), signal, timeoutSeconds: LIST_SECONDS };
  const listed = await git(['ls-remote', '--', origin.url], options);
  return new Set(listed.split('\n').map((line) => line.split('\t')[1] ?? ''));
}

/** Forges serve any commit; other servers serve only what a ref reaches, so fetch all branches and tags from those. */
async function fetchCommit(
  request: CloneRequest,
  wanted: string,
  targets: readonly string[],
  tags: readonly string[],
): Promise<void> {
  const { repository } = request;
  if (targets.length > 0) await fetch(request, targets);
  try {
    if (request.mirror && !(await isOfOrigin(repository, wanted))) await askOriginFor(request, wanted);
    await fetch(request, [`+${wanted}:${Ref.BASE}`, ...tags], depthOf(request));
  } catch (error) {
    if (!(error instanceof GitError) || !/not our ref|unadvertised object/.test(error.stderr)) throw error;
    await fetch(request, ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']);
    if (!(await isOfOrigin(repository, wanted))) throw new UnknownRevision(wanted);
    await git(['update-ref', Ref.BASE, wanted], { cwd: repository });
  }
}

const depthOf = ({ depth }: CloneRequest): string[] => (depth === undefined ? [] : [`--depth=${depth}`]);

/** Whether a commit is reachable from a branch or tag that was fetched from origin. */
async function isOfOrigin(repository: string, commit: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, 'refs/heads', 'refs/tags'];
  const found = await git(args, { cwd: repository }).catch((error) => {
    if (error instanceof GitError && error.exitCode !== null) return ''; // no such commit here
    throw error;
  });
  return found !== '';
}

/**
 * Check that origin still serves a commit, with a minimal fetch into an empty repository: git would not ask for objects
 * that came from the cache, and origin may have dropped them.
 */
async function askOriginFor(request: CloneRequest, commit: string): Promise<void> {
  const scratch = { ...request, repository: join(request.folder, 'asked.git') };
  try {
    await makeRepository(scratch);
    await fetch(scratch, [commit], ['--depth=1', '--filter=tree:0']);
  } finally {
    await rm(scratch.repository, { recursive: true, force: true });
  }
}

async function fetch(
  { repository, origin, signal }: CloneRequest,
  refspecs: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...flags, '--', origin.url, ...refspecs];
  await git(args, { cwd: repository, ...(await origin.options()), signal, timeoutSeconds: FETCH_SECONDS });
}
