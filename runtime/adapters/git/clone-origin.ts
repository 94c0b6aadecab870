import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Ref } from '../../../contract/refs';
import { dropBorrowed, fetchFromCache, type Mirror } from './fetch-from-cache';
import { git } from './git';
import { GitError } from './git-error';
import { branchRef, type Origin } from './origin';

/** The run asks for something that origin does not have. */
export class UnknownRevision extends Error {
  public constructor(revision: string) {
    super(`'revision' must be a branch, a tag or a full commit id of origin, got ${JSON.stringify(revision)}`);
    this.name = 'UnknownRevision';
  }
}

export interface CloneRequest {
  /** Path of the bare repository to make; what stands there is removed. */
  readonly repository: string;
  /** An existing folder. */
  readonly folder: string;
  readonly origin: Origin;
  /** Branch, tag or full commit id. */
  readonly revision: string;
  /** Fetched too where origin has it. */
  readonly targetBranch: string;
  /** Commits of history to fetch, and no tags; undefined: all. */
  readonly depth?: number;
  /** Gives objects first, so that origin is asked for the rest alone. Default: none. */
  readonly mirror?: Mirror;
  readonly signal: AbortSignal;
}

/** Seconds for everything that is fetched. */
const FETCH_SECONDS = 3600;
/** Seconds for the list of refs. */
const LIST_SECONDS = 60;
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * Make the run's repository: a bare one with base and session at the revision, the target branch, and the tags.
 * @returns the commit of the revision.
 * @throws GitError, UnknownRevision, or Error where the target branch is no branch name.
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
  // Steps ask for the last release; in a shallow clone tags would bring their history along.
  const tags = request.depth === undefined ? ['+refs/tags/*:refs/tags/*'] : [];
  if (found !== undefined) await fetch(request, [...targets, `+${found}:${Ref.BASE}`, ...tags], depthOf(request));
  else await fetchCommit(request, wanted, targets, tags);
  const base = await git(['rev-parse', '--verify', `${Ref.BASE}^{commit}`], { cwd: repository });
  await git(['update-ref', Ref.BASE, base], { cwd: repository }); // a tag's ref would name the tag
  await git(['update-ref', Ref.SESSION, base], { cwd: repository });
  if (request.mirror) await dropBorrowed(repository);
  return base;
}

/** Empty, with nothing of an earlier try. */
async function makeRepository({ repository, folder, targetBranch }: CloneRequest): Promise<void> {
  await rm(repository, { recursive: true, force: true });
  await git(['init', '--quiet', '--bare', '--initial-branch', targetBranch, repository], { cwd: folder });
}

/** Only now, that origin has shown its refs to the run's own credentials. */
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

/** Forges give any commit; other servers give only what a ref leads to, so all branches and tags are fetched there. */
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

/** Whether a branch or tag that was fetched from origin leads to a commit. */
async function isOfOrigin(repository: string, commit: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, 'refs/heads', 'refs/tags'];
  const found = await git(args, { cwd: repository }).catch((error) => {
    if (error instanceof GitError && error.exitCode !== null) return ''; // no such commit here
    throw error;
  });
  return found !== '';
}

/**
 * Have origin give a commit, and nothing more, to a repository that lacks it: git would not ask for what came from the
 * cache, and origin may have dropped it.
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
