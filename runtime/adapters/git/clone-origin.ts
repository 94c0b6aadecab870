import { rm } from 'node:fs/promises';
import { Ref } from '../../../contract/refs';
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
  await rm(repository, { recursive: true, force: true });
  const target = await branchRef(request.targetBranch, folder);
  await git(['init', '--quiet', '--bare', '--initial-branch', request.targetBranch, repository], { cwd: folder });
  const refs = await refsOfOrigin(request);
  const found = [`refs/heads/${revision}`, `refs/tags/${revision}`, revision].find((ref) => refs.has(ref));
  const wanted = found ?? (COMMIT.test(revision) ? revision : null);
  if (wanted === null) throw new UnknownRevision(revision);
  if (refs.has(target) && request.depth === undefined) await fetch(request, [`+${target}:${target}`]);
  await fetchRevision(request, wanted, found !== undefined);
  // Steps ask for the last release; in a shallow clone tags would bring their history along.
  if (request.depth === undefined) await fetch(request, ['+refs/tags/*:refs/tags/*']);
  const base = await git(['rev-parse', '--verify', `${Ref.BASE}^{commit}`], { cwd: repository });
  await git(['update-ref', Ref.BASE, base], { cwd: repository }); // a tag's ref would name the tag
  await git(['update-ref', Ref.SESSION, base], { cwd: repository });
  return base;
}

/** Names of origin's refs. */
async function refsOfOrigin({ repository, origin, signal }: CloneRequest): Promise<ReadonlySet<string>> {
  const options = { cwd: repository, ...(await origin.options()), signal, timeoutSeconds: LIST_SECONDS };
  const listed = await git(['ls-remote', '--', origin.url], options);
  return new Set(listed.split('\n').map((line) => line.split('\t')[1] ?? ''));
}

/** Forges give any commit; other servers give only what a ref leads to, so all branches and tags are fetched there. */
async function fetchRevision(request: CloneRequest, wanted: string, isRef: boolean): Promise<void> {
  const { repository } = request;
  const depth = request.depth === undefined ? [] : [`--depth=${request.depth}`];
  if (isRef) return fetch(request, [`+${wanted}:${Ref.BASE}`], depth);
  try {
    await fetch(request, [`+${wanted}:${Ref.BASE}`], depth);
  } catch (error) {
    if (!(error instanceof GitError) || !/not our ref|unadvertised object/.test(error.stderr)) throw error;
    await fetch(request, ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']);
    await git(['update-ref', Ref.BASE, wanted], { cwd: repository }).catch(() => {
      throw new UnknownRevision(wanted);
    });
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
