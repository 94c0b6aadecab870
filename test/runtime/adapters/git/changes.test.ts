import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesSince } from '../../../../runtime/adapters/git/changes';
import { git } from '../../../../runtime/adapters/git/git';
import { commitAll, removeTemporaryFolders, temporaryRepository } from './temporary-repository';

afterAll(removeTemporaryFolders);

let dir: string;
let first: string;
beforeEach(async () => {
  dir = await temporaryRepository();
  first = await git(['rev-parse', 'HEAD'], { cwd: dir });
});
const put = (name: string, text: string): void => writeFileSync(join(dir, name), text);

test('commits come with author and message, the oldest first', async () => {
  put('a', '1\n');
  const second = await commitAll(dir, 'second\n\nwith a body\n');
  const third = await commitAll(dir, 'third');
  const { commits } = await changesSince(dir, first, 'head');
  expect(commits.map(({ id, message }) => [id, message])).toEqual([
    [second, 'second\n\nwith a body'],
    [third, 'third'],
  ]);
  expect(second.startsWith(commits[0]!.shortId)).toBe(true);
  expect(commits[0]!.author).toEqual({ name: 'Someone', email: 'someone@example.com' });
});

test('what is not committed counts in the working tree, and not at HEAD', async () => {
  put('a', '1\n2\n');
  await commitAll(dir, 'second');
  put('README', 'hello\nworld\n');
  put('b', 'x\n');
  put('c', 'x\n');
  await git(['add', 'c'], { cwd: dir });
  const before = await git(['status', '--porcelain'], { cwd: dir });
  expect(await changesSince(dir, first, 'head')).toMatchObject({ added: ['a'], modified: [], insertions: 2 });
  expect(await changesSince(dir, first, 'worktree')).toMatchObject({
    added: ['a', 'b', 'c'],
    modified: ['README'],
    deleted: [],
    insertions: 5,
    deletions: 0,
  });
  expect(await git(['status', '--porcelain'], { cwd: dir })).toBe(before);
});

test('a renamed file is one deleted and one added; binary files have no lines; a link instead of a file is a change', async () => {
  put('bin', '\0\x01');
  await git(['mv', 'README', 'READ'], { cwd: dir });
  put('plain', 'x\n');
  const second = await commitAll(dir, 'second');
  expect(await changesSince(dir, first, 'head')).toMatchObject({
    added: ['READ', 'bin', 'plain'],
    deleted: ['README'],
    insertions: 2,
    deletions: 1,
  });
  unlinkSync(join(dir, 'plain'));
  symlinkSync('READ', join(dir, 'plain'));
  expect(await changesSince(dir, second, 'worktree')).toMatchObject({ added: [], modified: ['plain'], deleted: [] });
});

test('a repository within the repository is nobody’s file', async () => {
  mkdirSync(join(dir, 'inner'));
  await git(['init', '-q'], { cwd: join(dir, 'inner') });
  put('b', 'x\n');
  expect(await changesSince(dir, first, 'worktree')).toMatchObject({ added: ['b'], modified: [] });
});
