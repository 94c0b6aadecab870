import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { git } from '../../../../runtime/adapters/git/git';
import { allowWorktreeConfig, Worktrees } from '../../../../runtime/adapters/worktrees/worktrees';
import { commitAll, removeTemporaryFolders, temporaryFolder, temporaryRepository } from '../git/temporary-repository';

afterAll(removeTemporaryFolders);

/** A bare repository whose commit holds an executable, a link, folders and ignore rules. */
async function runRepository(): Promise<string> {
  const dir = await temporaryRepository();
  mkdirSync(join(dir, 'a folder/below'), { recursive: true });
  writeFileSync(join(dir, 'a folder/below/run.sh'), 'true\n', { mode: 0o755 });
  chmodSync(join(dir, 'a folder/below/run.sh'), 0o755);
  symlinkSync('below', join(dir, 'a folder/link'));
  writeFileSync(join(dir, '.gitignore'), '*.log\n');
  writeFileSync(join(dir, '.gitattributes'), '*.txt text eol=crlf\n');
  writeFileSync(join(dir, 'lines.txt'), 'one\ntwo\n');
  await commitAll(dir, 'second');
  const repository = join(temporaryFolder(), 'run.git');
  await git(['clone', '-q', '--bare', dir, repository], { cwd: '/' });
  await allowWorktreeConfig(repository);
  return repository;
}

/** Paths, modes and contents below a folder. */
const filesOf = (folder: string): unknown[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name !== '.git')
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = entry.isFile() ? readFileSync(path, 'utf8') : '';
      return [path.slice(folder.length), entry.isSymbolicLink() ? 'link' : statSync(path).mode, content];
    })
    .sort();

/** What git says of a worktree. */
async function toldOf(path: string): Promise<readonly string[]> {
  const questions = [
    ['status', '--porcelain=v2', '--branch', '--ignored', '--untracked-files=all'],
    ['ls-files', '--stage', '-v', '-f', '-t'],
    ['rev-parse', 'HEAD', '--is-bare-repository', '--is-inside-work-tree', '--git-common-dir'],
    ['config', '--list', '--local'],
    ['stash', 'list'],
  ];
  return Promise.all(questions.map((question) => git(question, { cwd: path })));
}

test('a worktree is what git worktree add makes', async () => {
  const repository = await runRepository();
  const folder = temporaryFolder();
  const { path } = await new Worktrees(repository, folder).add('items/item_0-1', 'own', 'main');
  const gits = join(folder, 'gits');
  await git(['worktree', 'add', '-q', '-B', 'other', gits, 'main'], { cwd: repository });
  expect(filesOf(path)).toEqual(filesOf(gits));
  const [own, other] = [await toldOf(path), await toldOf(gits)];
  expect(own.map((text) => text.replace('branch.head own', 'branch.head other'))).toEqual(other);
  expect(await git(['worktree', 'list', '--porcelain'], { cwd: repository })).toContain(
    `worktree ${path}\nHEAD ${own[2]?.split('\n')[0]}\nbranch refs/heads/own\n`,
  );
  await git(['worktree', 'prune', '--expire=now'], { cwd: repository });
  expect(await git(['symbolic-ref', 'HEAD'], { cwd: path })).toBe('refs/heads/own');
});

test('a worktree in the place of another has nothing of it', async () => {
  const repository = await runRepository();
  const worktrees = new Worktrees(repository, temporaryFolder());
  const fresh = filesOf((await worktrees.add('fresh', 'fresh', 'main')).path);
  const { path } = await worktrees.add('session', 'own', 'main');
  const inWorktree = { cwd: path };
  writeFileSync(join(path, 'x.log'), 'ignored');
  writeFileSync(join(path, 'new'), 'untracked');
  chmodSync(join(path, 'README'), 0o755);
  await git(['config', '--worktree', 'user.name', 'Step'], inWorktree);
  await git(['update-index', '--assume-unchanged', 'lines.txt'], inWorktree);
  await git(['checkout', '-q', '--detach'], inWorktree);
  await git(['worktree', 'lock', '.'], inWorktree);
  const again = await worktrees.add('session', 'own', 'main');
  expect(filesOf(again.path)).toEqual(fresh);
  expect(await git(['status', '--porcelain', '--branch', '--ignored'], inWorktree)).toBe('## own');
  expect(await git(['ls-files', '-v'], inWorktree)).not.toMatch(/^[a-z]/m);
  await expect(git(['config', 'user.name'], inWorktree)).rejects.toThrow('exit code 1');
});

test('a worktree that is removed is gone for git too', async () => {
  const repository = await runRepository();
  const worktrees = new Worktrees(repository, temporaryFolder());
  const { path } = await worktrees.add('items/item_0-1', 'own', 'main');
  await worktrees.remove('items/item_0-1');
  await worktrees.remove('items/item_0-1');
  expect([existsSync(path), readdirSync(join(repository, 'worktrees'))]).toEqual([false, []]);
});

test('the commit of HEAD is what the step left, on a branch of its own as well', async () => {
  const repository = await runRepository();
  const worktree = await new Worktrees(repository, temporaryFolder()).add('session', 'own', 'main');
  const first = await worktree.head();
  await git(['checkout', '-q', '-b', 'of-the-step'], { cwd: worktree.path });
  writeFileSync(join(worktree.path, 'new'), 'x');
  const second = await commitAll(worktree.path, 'third');
  expect([await worktree.head(), second === first]).toEqual([second, false]);
});
