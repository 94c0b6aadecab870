import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { git } from '../../../../runtime/adapters/git/git';
import { commitNamed, objectNamed, setRef } from '../../../../runtime/adapters/git/standing';
import { commitAll, removeTemporaryFolders, temporaryRepository } from './temporary-repository';

afterAll(removeTemporaryFolders);

const ref = 'refs/prodigy/x';

/** Gits that stay for a repository. */
const staying = (repository: string): number[] =>
  execFileSync('ps', ['-eo', 'pid=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter(([, name]) => name === 'git')
    .map(([pid]) => Number(pid))
    .filter((pid) => placeOf(pid).includes(repository));

function placeOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes('GIT_ALLOW_PROTOCOL')
      ? execFileSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' })
      : '';
  } catch {
    return '';
  }
}

test('names stand for what git takes them for, also once more was committed', async () => {
  const repository = await temporaryRepository();
  const blob = await git(['rev-parse', 'HEAD:README'], { cwd: repository });
  expect(await objectNamed(repository, 'HEAD:README')).toBe(blob);
  for (const name of ['HEAD:nothing', 'no-such-ref', '-h', '', 'HEAD\nHEAD'])
    expect(await objectNamed(repository, name)).toBeUndefined();
  expect(await commitNamed(repository, 'HEAD')).toBe(await git(['rev-parse', 'HEAD'], { cwd: repository }));
  expect(await commitNamed(repository, 'HEAD')).not.toBe(await commitAll(repository, 'second'));
  expect(await commitNamed(repository, 'HEAD')).toBe(await git(['rev-parse', 'HEAD'], { cwd: repository }));
});

test('a name that is no commit is an error', async () => {
  const repository = await temporaryRepository();
  await expect(commitNamed(repository, 'HEAD:README')).rejects.toThrow(
    '\'git rev-parse\' failed (exit code 128): fatal: no commit is named "HEAD:README"',
  );
});

test('a ref moves only from where it is said to be, and a refusal harms no other', async () => {
  const repository = await temporaryRepository();
  const first = await commitNamed(repository, 'HEAD');
  const second = await commitAll(repository, 'second');
  const ended = await Promise.allSettled([
    setRef(repository, ref, first),
    setRef(repository, ref, second, second),
    setRef(repository, 'refs/prodigy/y', second),
    setRef(repository, 'refs/prodigy/z', '0'.repeat(39).concat('1')),
    setRef(repository, ref, second, first),
  ]);
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect((ended[1] as PromiseRejectedResult).reason.message).toContain(`is at ${first} but expected ${second}`);
  expect(await git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/prodigy'], { cwd: repository })).toBe(
    `refs/prodigy/x ${second}\nrefs/prodigy/y ${second}`,
  );
});

test.each(['refs/a b', 'refs/a\ndelete refs/heads/main', '"refs/a"'])('no ref is called %j', async (name) => {
  const repository = await temporaryRepository();
  await expect(setRef(repository, name, 'HEAD')).rejects.toThrow('fatal: no ref or commit');
  expect(await objectNamed(repository, 'refs/heads/main')).toBeDefined();
});

test('one git answers many, and another takes its place where it is killed', async () => {
  const repository = await temporaryRepository();
  const commit = await commitNamed(repository, 'HEAD');
  const names = Array.from({ length: 50 }, () => 'HEAD');
  expect(new Set(await Promise.all(names.map((name) => commitNamed(repository, name))))).toEqual(new Set([commit]));
  const [pid, ...others] = staying(repository) as [number, ...number[]];
  expect(others).toEqual([]);
  process.kill(pid, 'SIGKILL');
  expect(await commitNamed(repository, 'HEAD')).toBe(commit);
});

test('a repository in the place of another is not taken for it', async () => {
  const [one, other] = [await temporaryRepository(), await temporaryRepository()];
  await commitNamed(one, 'HEAD');
  const commit = await commitAll(other, 'of the other');
  await rm(one, { recursive: true });
  await rename(other, one);
  expect(await commitNamed(one, 'HEAD')).toBe(commit);
});
