import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../../../runtime/adapters/git/git';
import { MergedItems } from '../../../../runtime/adapters/git/merged-items';
import { mergeItem, resultOf } from '../../../../runtime/adapters/git/session';
import { commitAll, removeTemporaryFolders, temporaryFolder, temporaryRepository } from './temporary-repository';

afterAll(removeTemporaryFolders);

const sessionRef = 'refs/prodigy/session';

/** A bare repository with base and session, and a checkout of it to commit in. */
async function runRepository(): Promise<{ repository: string; checkout: string; base: string }> {
  const checkout = await temporaryRepository();
  const repository = join(temporaryFolder(), 'run.git');
  await git(['clone', '-q', '--bare', checkout, repository], { cwd: '/' });
  const base = await git(['rev-parse', 'HEAD'], { cwd: checkout });
  for (const ref of ['refs/prodigy/base', sessionRef]) await git(['update-ref', ref, base], { cwd: repository });
  return { repository, checkout, base };
}

/** Commit a file on top of base and bring it to the bare repository. */
async function attempt(run: { repository: string; checkout: string; base: string }, path: string, content: string) {
  await git(['checkout', '-q', '--detach', run.base], { cwd: run.checkout });
  await writeFile(join(run.checkout, path), content);
  const commit = await commitAll(run.checkout, `write ${path}`);
  await git(['push', '-q', run.repository, `HEAD:refs/prodigy/attempts/${path}`], { cwd: run.checkout });
  return commit;
}

test('an item becomes one merge commit with both parents and its trailers', async () => {
  const run = await runRepository();
  const commit = await attempt(run, 'a', 'a\n');
  const answer = await mergeItem({ repository: run.repository, sessionRef, item: 'item_3', attempt: 2, commit });
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
  const common = { repository: run.repository, sessionRef, item: 'item_1' };
  const answer = await mergeItem({ ...common, attempt: 1, commit: first });
  expect(await mergeItem({ ...common, attempt: 2, commit: second })).toEqual(answer);
  expect(await git(['ls-tree', '--name-only', sessionRef], { cwd: run.repository })).toBe('README\na');
});

test('item_1 is not taken for item_10, nor text in a message for a trailer', async () => {
  const run = await runRepository();
  const { repository, base } = run;
  const commit = await attempt(run, 'a', 'a\n');
  await mergeItem({ repository, sessionRef, item: 'item_10', attempt: 1, commit });
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
  await mergeItem({ repository: run.repository, sessionRef, item: 'item_1', attempt: 1, commit: forged });
  expect(await new MergedItems(run.repository).has(sessionRef, 'item_2')).toBe(false);
});

test('what is known to be merged follows the session wherever somebody else moves it', async () => {
  const run = await runRepository();
  const { repository } = run;
  const merged = new MergedItems(repository);
  const common = { repository, sessionRef, attempt: 1, merged };
  const session = async (): Promise<string> => git(['rev-parse', sessionRef], { cwd: repository });
  await mergeItem({ ...common, item: 'item_0', commit: await attempt(run, 'a', 'a\n') });
  const before = await session();
  await mergeItem({ ...common, item: 'item_1', commit: await attempt(run, 'b', 'b\n') });
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
  const common = { repository: run.repository, sessionRef, attempt: 1 };
  const one = await attempt(run, 'README', 'one\n');
  const two = await attempt(run, 'README2', 'x\n').then(async () => {
    await git(['checkout', '-q', '--detach', run.base], { cwd: run.checkout });
    await writeFile(join(run.checkout, 'README'), 'two\n');
    await writeFile(join(run.checkout, odd), 'two\n');
    return commitAll(run.checkout, 'two');
  });
  await git(['push', '-q', run.repository, 'HEAD:refs/prodigy/attempts/two'], { cwd: run.checkout });
  const answer = await mergeItem({ ...common, item: 'item_0', commit: one });
  expect(await mergeItem({ ...common, item: 'item_1', commit: two })).toEqual({ merged: false, conflicts: ['README'] });
  expect(answer).toEqual({ merged: true, session: await git(['rev-parse', sessionRef], { cwd: run.repository }) });
});

test('a commit that does not exist is an error, not a conflict', async () => {
  const { repository } = await runRepository();
  const merge = mergeItem({ repository, sessionRef, item: 'item_0', attempt: 1, commit: '0'.repeat(39).concat('1') });
  await expect(merge).rejects.toThrow(/merge-tree .* failed \(exit code (1|128)\)/);
});

test('the result is the session itself where the target did not move', async () => {
  const { repository, checkout, base } = await runRepository();
  const session = await commitAll(checkout, 'session');
  await git(['push', '-q', repository, `HEAD:refs/heads/x`], { cwd: checkout });
  expect(await resultOf({ repository, session, target: base, message: 'm' })).toEqual({ commit: session });
});

test('the result merges target and session where the target moved, target first', async () => {
  const run = await runRepository();
  const session = await attempt(run, 'a', 'a\n');
  const target = await attempt(run, 'b', 'b\n');
  const outcome = await resultOf({ repository: run.repository, session, target, message: 'Merge run x\n' });
  const { commit } = outcome as { commit: string };
  expect(await git(['log', '-1', '--format=%P %s', commit], { cwd: run.repository })).toBe(
    `${target} ${session} Merge run x`,
  );
  expect(await git(['ls-tree', '--name-only', commit], { cwd: run.repository })).toBe('README\na\nb');
});

test('the result of sides that do not fit together is the list of conflicts', async () => {
  const run = await runRepository();
  const session = await attempt(run, 'a', 'mine\n');
  await git(['checkout', '-q', '--detach', run.base], { cwd: run.checkout });
  await writeFile(join(run.checkout, 'a'), 'theirs\n');
  const target = await commitAll(run.checkout, 'theirs');
  await git(['push', '-q', run.repository, 'HEAD:refs/heads/t'], { cwd: run.checkout });
  expect(await resultOf({ repository: run.repository, session, target, message: 'm' })).toEqual({ conflicts: ['a'] });
});
