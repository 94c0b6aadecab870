import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../../../runtime/adapters/git/git';
import { MergedItems } from '../../../../runtime/adapters/git/merged-items';
import { Merges } from '../../../../runtime/adapters/git/merges';
import { Objects } from '../../../../runtime/adapters/git/objects';
import { attempt, type RunRepository, runRepository, sessionRef } from './run-repository';
import { commitAll, removeTemporaryFolders } from './temporary-repository';

afterAll(removeTemporaryFolders);

const MISSING = '0'.repeat(39).concat('1');

const merges = ({ repository }: RunRepository): Merges => new Merges(repository, 'machine');

test('an item becomes one merge commit with both parents and its trailers', async () => {
  const run = await runRepository();
  const commit = await attempt(run, 'a', 'a\n');
  const answer = await merges(run).merge({ item: 'item_3', attempt: 2, commit });
  const session = await git(['rev-parse', sessionRef], { cwd: run.repository });
  expect(answer).toEqual({ merged: true, session });
  expect(await git(['log', '-1', '--format=%P%n%an <%ae>%n%cn%n%B', session], { cwd: run.repository })).toBe(
    `${run.base} ${commit}\nProdigy <prodigy@localhost>\nProdigy\nMerge item_3\n\nProdigy-Item: item_3\nProdigy-Attempt: 2\n`,
  );
});

test('an item is merged once, whatever attempt asks again', async () => {
  const run = await runRepository();
  const first = await attempt(run, 'a', 'a\n');
  const second = await attempt(run, 'b', 'b\n');
  const session = merges(run);
  const answer = await session.merge({ item: 'item_1', attempt: 1, commit: first });
  expect(await session.merge({ item: 'item_1', attempt: 2, commit: second })).toEqual(answer);
  expect(await merges(run).merge({ item: 'item_1', attempt: 2, commit: second })).toEqual(answer);
  expect(await git(['ls-tree', '--name-only', sessionRef], { cwd: run.repository })).toBe('README\na');
});

test('item_1 is not taken for item_10, nor text in a message for a trailer', async () => {
  const run = await runRepository();
  const { repository, base } = run;
  const commit = await attempt(run, 'a', 'a\n');
  await merges(run).merge({ item: 'item_10', attempt: 1, commit });
  const merged = new MergedItems(repository, base);
  expect(await merged.has(sessionRef, 'item_10')).toBe(true);
  expect(await merged.has(sessionRef, 'item_1')).toBe(false);
});

test('a trailer in an attempt’s own commits does not count', async () => {
  const run = await runRepository();
  await git(['checkout', '-q', '--detach', run.base], { cwd: run.checkout });
  await writeFile(join(run.checkout, 'x'), 'x\n');
  const forged = await commitAll(run.checkout, 'x\n\nProdigy-Item: item_2\n');
  await git(['push', '-q', run.repository, 'HEAD:refs/prodigy/attempts/x'], { cwd: run.checkout });
  await merges(run).merge({ item: 'item_1', attempt: 1, commit: forged });
  expect(await new MergedItems(run.repository).has(sessionRef, 'item_2')).toBe(false);
});

test('what is known to be merged follows the session wherever somebody else moves it', async () => {
  const run = await runRepository();
  const { repository } = run;
  const merged = new MergedItems(repository);
  const session = async (): Promise<string> => git(['rev-parse', sessionRef], { cwd: repository });
  await merges(run).merge({ item: 'item_0', attempt: 1, commit: await attempt(run, 'a', 'a\n') });
  const before = await session();
  await merges(run).merge({ item: 'item_1', attempt: 1, commit: await attempt(run, 'b', 'b\n') });
  expect([await merged.has(await session(), 'item_0'), await merged.has(await session(), 'item_1')]).toEqual([
    true,
    true,
  ]);
  await git(['update-ref', sessionRef, before], { cwd: repository });
  expect([await merged.has(before, 'item_0'), await merged.has(before, 'item_1')]).toEqual([true, false]);
});

test('conflicts name their paths and leave the session alone', async () => {
  const run = await runRepository();
  const odd = 'odd name\nwith newline';
  const one = await attempt(run, 'README', 'one\n');
  const two = await attempt(run, 'README2', 'x\n').then(async () => {
    await git(['checkout', '-q', '--detach', run.base], { cwd: run.checkout });
    await writeFile(join(run.checkout, 'README'), 'two\n');
    await writeFile(join(run.checkout, odd), 'two\n');
    return commitAll(run.checkout, 'two');
  });
  await git(['push', '-q', run.repository, 'HEAD:refs/prodigy/attempts/two'], { cwd: run.checkout });
  const session = merges(run);
  const answer = await session.merge({ item: 'item_0', attempt: 1, commit: one });
  const other = await session.merge({ item: 'item_1', attempt: 1, commit: two });
  expect(other).toEqual({ merged: false, conflicts: ['README'] });
  expect(answer).toEqual({ merged: true, session: await git(['rev-parse', sessionRef], { cwd: run.repository }) });
});

test('a commit that does not exist is an error, not a conflict', async () => {
  const merge = merges(await runRepository()).merge({ item: 'item_0', attempt: 1, commit: MISSING });
  await expect(merge).rejects.toThrow(/merge-tree .* failed \(exit code (1|128)\)/);
});

test('what comes together is merged in its order, and what cannot be merged keeps nobody else', async () => {
  const run = await runRepository();
  const { repository } = run;
  const commits = [];
  for (const path of ['a', 'b', 'c']) commits.push(await attempt(run, path, `${path}\n`));
  const clash = await attempt(run, 'a', 'other\n');
  const session = merges(run);
  const asked = [commits[0], MISSING, commits[1], clash, commits[2]].map((commit, index) =>
    session.merge({ item: `item_${index}`, attempt: 1, commit: commit as string }),
  );
  const [first, missing, second, conflict, third] = await Promise.allSettled(asked);
  const log = ['log', '--first-parent', '--merges', '--reverse', '--format=%H %P', sessionRef];
  const merged = (await git(log, { cwd: repository })).split('\n').map((line) => line.split(' '));
  expect(merged.map(([, , theirs]) => theirs)).toEqual(commits);
  const answers = merged.map(([id]) => ({ status: 'fulfilled', value: { merged: true, session: id } }));
  expect([first, second, third]).toEqual(answers);
  expect(missing?.status).toBe('rejected');
  expect(conflict).toEqual({ status: 'fulfilled', value: { merged: false, conflicts: ['a'] } });
  expect(await git(['fsck', '--no-dangling', '--strict'], { cwd: repository })).toBe('');
});

test('a session that moves meanwhile is merged into by nobody, and is followed by who comes next', async () => {
  const run = await runRepository();
  const { repository } = run;
  const [one, two, elsewhere] = [
    await attempt(run, 'a', 'a\n'),
    await attempt(run, 'b', 'b\n'),
    await attempt(run, 'x', 'x\n'),
  ];
  const session = merges(run);
  const sync = jest.spyOn(Objects.prototype, 'sync').mockImplementationOnce(async () => {
    await git(['update-ref', sessionRef, elsewhere], { cwd: repository });
  });
  const asked = [one, two].map((commit, index) => session.merge({ item: `item_${index}`, attempt: 1, commit }));
  for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
  sync.mockRestore();
  expect(await git(['rev-parse', sessionRef], { cwd: repository })).toBe(elsewhere);
  await session.merge({ item: 'item_0', attempt: 1, commit: one });
  expect(await git(['ls-tree', '--name-only', sessionRef], { cwd: repository })).toBe('README\na\nx');
});
