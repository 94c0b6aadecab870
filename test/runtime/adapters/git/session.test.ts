import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../../../runtime/adapters/git/git';
import { resultOf } from '../../../../runtime/adapters/git/session';
import { attempt, runRepository } from './run-repository';
import { commitAll, removeTemporaryFolders } from './temporary-repository';

afterAll(removeTemporaryFolders);

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
