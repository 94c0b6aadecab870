import { statSync } from 'node:fs';
import { Mutex } from '../mutex';
import { Conversation, type Extent, lines } from './conversation';
import { GitError } from './git-error';

/** The commands that a long-lived git can run. */
const OBJECTS = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
const REFS = ['update-ref', '--stdin'];
const CONTENTS = ['cat-file', '--batch'];

/** The long-lived git processes, by command and repository. */
const standing = new Map<string, { readonly conversation: Conversation; readonly folder: string }>();

/**
 * The id of the object that a name refers to, resolved as `git rev-parse` does; undefined if there is none.
 * @param name one line, such as `refs/prodigy/base^{commit}` or `HEAD:README.md`.
 */
export async function objectNamed(repository: string, name: string): Promise<string | undefined> {
  if (/[\n\0]/.test(name)) return undefined;
  const answer = await asked(OBJECTS, repository, name, lines(1));
  return /^([0-9a-f]{40,64}) [a-z]+\n$/.exec(answer.toString('latin1'))?.[1];
}

/** An object of a repository. */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

/**
 * The object that a name refers to, with its content; undefined if there is none.
 * @param name as for {@link objectNamed}.
 */
export async function readObject(repository: string, name: string): Promise<GitObject | undefined> {
  if (/[\n\0]/.test(name)) return undefined;
  const answer = await asked(CONTENTS, repository, name, headAndContent);
  const head = headOf(answer);
  return head && { id: head.id, type: head.type, content: answer.subarray(head.end, -1) };
}

const headAndContent: Extent = (bytes) => {
  const end = lines(1)(bytes);
  if (end === undefined) return undefined;
  const length = end + (headOf(bytes.subarray(0, end))?.size ?? -1) + 1;
  return bytes.length < length ? undefined : length;
};

/** Undefined if git says that there is no such object. */
function headOf(bytes: Buffer): { id: string; type: string; size: number; end: number } | undefined {
  const end = bytes.indexOf('\n') + 1;
  const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) ([0-9]+)\n$/.exec(bytes.toString('latin1', 0, end)) ?? [];
  return size === undefined ? undefined : { id: id as string, type: type as string, size: Number(size), end };
}

/** Retries once: git may have ended because of another caller's request. */
async function asked(args: readonly string[], repository: string, name: string, extent: Extent): Promise<Buffer> {
  const ask = async () => conversationOn(args, repository).ask(`${name}\n`, extent);
  return ask().catch(ask);
}

/**
 * The commit that a name refers to.
 * @throws GitError if there is none.
 */
export async function commitNamed(repository: string, name: string): Promise<string> {
  const commit = await objectNamed(repository, `${name}^{commit}`);
  if (commit !== undefined) return commit;
  throw new GitError('git rev-parse', 128, `fatal: no commit is named ${JSON.stringify(name)}`, '');
}

/** A refused update ends git, so no other update may be queued behind it. */
const oneUpdate = new Mutex();

/**
 * Point a ref to a commit.
 * @param before commit that the ref must point to now. Default: any, or none.
 * @throws GitError if the commit is missing, or the ref does not point to `before`.
 */
export async function setRef(repository: string, ref: string, commit: string, before = ''): Promise<void> {
  if ([ref, commit, before].some((word) => /[\s\0]/.test(word) || word.startsWith('"')))
    throw new GitError('git update-ref', 128, `fatal: no ref or commit: ${JSON.stringify([ref, commit, before])}`, '');
  const update = `start\nupdate ${ref} ${commit}${before === '' ? '' : ` ${before}`}\ncommit\n`;
  await oneUpdate.run(async () => conversationOn(REFS, repository).ask(update, lines(2)));
}

/** Replaces a process that has ended, or whose repository was recreated: it would read the old one. */
function conversationOn(args: readonly string[], repository: string): Conversation {
  // Synchronous: handing such a short call to a pool thread takes ten times as long as the call.
  const folder = statSync(repository, { throwIfNoEntry: false });
  const at = `${folder?.dev}:${folder?.ino}`;
  const key = `${args.join(' ')} ${repository}`;
  const known = standing.get(key);
  if (known?.folder === at && !known.conversation.isOver) return known.conversation;
  if (known && !known.conversation.isOver) known.conversation.leave();
  forgetThoseGone();
  const conversation = new Conversation(args, repository);
  standing.set(key, { conversation, folder: at });
  return conversation;
}

function forgetThoseGone(): void {
  for (const [key, { conversation }] of standing) if (conversation.isOver) standing.delete(key);
}
