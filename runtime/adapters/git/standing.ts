import { statSync } from 'node:fs';
import { Mutex } from '../mutex';
import { Conversation, type Extent, lines } from './conversation';
import { GitError } from './git-error';

/** What a git that stays can be asked for. */
const OBJECTS = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
const REFS = ['update-ref', '--stdin'];
const CONTENTS = ['cat-file', '--batch'];

/** The gits that stay, by what they do and for which repository. */
const standing = new Map<string, { readonly conversation: Conversation; readonly folder: string }>();

/**
 * The object that a name stands for in a repository, as `git rev-parse` reads it; undefined where there is none.
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
 * The object that a name stands for, with its content; undefined where there is none.
 * @param name as that of {@link objectNamed}.
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

/** Undefined where git says that there is no such object. */
function headOf(bytes: Buffer): { id: string; type: string; size: number; end: number } | undefined {
  const end = bytes.indexOf('\n') + 1;
  const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) ([0-9]+)\n$/.exec(bytes.toString('latin1', 0, end)) ?? [];
  return size === undefined ? undefined : { id: id as string, type: type as string, size: Number(size), end };
}

/** It may have ended over somebody else's request: then it is asked once more. */
async function asked(args: readonly string[], repository: string, name: string, extent: Extent): Promise<Buffer> {
  const ask = async () => conversationOn(args, repository).ask(`${name}\n`, extent);
  return ask().catch(ask);
}

/**
 * The commit that a name stands for.
 * @throws GitError where there is none.
 */
export async function commitNamed(repository: string, name: string): Promise<string> {
  const commit = await objectNamed(repository, `${name}^{commit}`);
  if (commit !== undefined) return commit;
  throw new GitError('git rev-parse', 128, `fatal: no commit is named ${JSON.stringify(name)}`, '');
}

/** An update that is refused ends git: none may wait behind it there. */
const oneUpdate = new Mutex();

/**
 * Make a ref name a commit.
 * @param before commit that it must name until now. Default: any, or none.
 * @throws GitError where the commit is missing, or the ref names another than `before`.
 */
export async function setRef(repository: string, ref: string, commit: string, before = ''): Promise<void> {
  if ([ref, commit, before].some((word) => /[\s\0]/.test(word) || word.startsWith('"')))
    throw new GitError('git update-ref', 128, `fatal: no ref or commit: ${JSON.stringify([ref, commit, before])}`, '');
  const update = `start\nupdate ${ref} ${commit}${before === '' ? '' : ` ${before}`}\ncommit\n`;
  await oneUpdate.run(async () => conversationOn(REFS, repository).ask(update, lines(2)));
}

/** One that has gone is replaced, and one whose repository was: it would look into the old one. */
function conversationOn(args: readonly string[], repository: string): Conversation {
  // Without waiting: to hand so short a look to another thread takes ten times as long as the look.
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
