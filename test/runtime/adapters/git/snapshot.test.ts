import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { git } from '../../../../runtime/adapters/git/git';
import { addedFiles, layFiles, restoreSnapshot, saveSnapshot } from '../../../../runtime/adapters/git/snapshot';
import {
  commitAll,
  removeTemporaryFolders,
  SOMEONE,
  temporaryFolder,
  temporaryRepository,
} from './temporary-repository';

afterAll(removeTemporaryFolders);

const LIMIT = { limitBytes: 1024 * 1024 };

async function put(dir: string, path: string, content: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), content);
}

/** Every file with kind, execute bit and content; HEAD, its branch, index and status. */
async function state(dir: string): Promise<unknown> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(dir, '.git/')));
  const described = files.sort().map(async (path) => [path.slice(dir.length), await describe(path)]);
  return {
    files: await Promise.all(described),
    head: await git(['rev-parse', 'HEAD', '--symbolic-full-name', 'HEAD'], { cwd: dir }),
    index: await git(['ls-files', '--stage', '-z'], { cwd: dir }),
    status: await git(['status', '--porcelain', '-z', '--ignored', '-uall'], { cwd: dir }),
  };

  async function describe(path: string): Promise<string> {
    const link = await readlink(path).catch(() => null);
    if (link !== null) return `link to ${link}`;
    return `${(await stat(path)).mode & 0o100 ? 'executable' : 'plain'} ${(await readFile(path)).toString('base64')}`;
  }
}

async function messyRepository(): Promise<string> {
  const dir = await temporaryRepository();
  for (const path of ['deleted', 'removed', 'edited', 'staged', 'both', 'dir/nested', 'becomes-dir', '.gitignore'])
    await put(dir, path, path === '.gitignore' ? '*.log\nbuild/\n' : 'original\n');
  await commitAll(dir, 'files');
  await rm(join(dir, 'deleted'));
  await git(['rm', '-q', 'removed'], { cwd: dir });
  await git(['rm', '-q', '--cached', 'dir/nested'], { cwd: dir });
  for (const path of ['staged', 'both', 'added']) await put(dir, path, 'staged\n');
  await git(['add', 'staged', 'both', 'added'], { cwd: dir });
  for (const path of ['edited', 'both']) await put(dir, path, 'edited\n');
  await rm(join(dir, 'becomes-dir'));
  const odd = [
    'with space',
    'new\nline',
    'ünï ✓',
    '-leading-dash',
    '"quoted"',
    'back\\slash',
    ':colon',
    '*',
    'becomes-dir/a',
  ];
  for (const path of [...odd, 'ignored.log', 'build/deep/out.bin']) await put(dir, path, `content of ${path}\0\r\n`);
  await put(dir, 'script.sh', '#!/bin/sh\n');
  await chmod(join(dir, 'script.sh'), 0o755);
  await symlink('nowhere/at all', join(dir, 'dangling'));
  await symlink('/etc', join(dir, 'outside'));
  return dir;
}

async function disturb(dir: string): Promise<void> {
  await put(dir, 'edited', 'later\n');
  await put(dir, 'new-file', 'later\n');
  await commitAll(dir, 'later');
  await put(dir, 'other.log', 'later\n');
  await rm(join(dir, 'ignored.log'));
  await rm(join(dir, 'outside'));
  await put(dir, 'outside/file', 'a folder where a link was\n');
  await put(dir, 'inner/file', 'a repository inside\n');
  await git(['init', '-q', 'inner'], { cwd: dir });
}

test('a restored tree is what it was, with HEAD on its branch', async () => {
  const dir = await messyRepository();
  const before = await state(dir);
  const { commit, complete } = await saveSnapshot(dir, LIMIT);
  expect(complete).toBe(true);
  expect(await state(dir)).toEqual(before);
  await disturb(dir);
  await restoreSnapshot(dir, commit);
  expect(await state(dir)).toEqual(before);
  expect(await git(['symbolic-ref', 'HEAD'], { cwd: dir })).toBe('refs/heads/main');
});

test('a snapshot travels to a clone whose HEAD is detached', async () => {
  const dir = await messyRepository();
  const { commit } = await saveSnapshot(dir, LIMIT);
  await git(['update-ref', 'refs/heads/snapshot', commit], { cwd: dir });
  const clone = join(temporaryFolder(), 'clone');
  await git(['clone', '-q', dir, clone], { cwd: '/' });
  await git(['checkout', '-q', '--detach'], { cwd: clone });
  await restoreSnapshot(clone, commit);
  const { files, index, status } = (await state(dir)) as Record<string, unknown>;
  expect(await state(clone)).toMatchObject({ files, index, status });
  expect(await git(['rev-parse', 'HEAD'], { cwd: clone })).toBe(await git(['rev-parse', 'HEAD'], { cwd: dir }));
});

test('any set of names, contents and kinds comes back', async () => {
  const dir = await temporaryRepository();
  await put(dir, '.gitignore', 'i*\n');
  await commitAll(dir, 'ignore');
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => !/[/\0]/.test(text) && !/^\.+$|^\.git|git~/i.test(text) && Buffer.from(text).toString() === text);
  const file = fc.record({ name, content: fc.uint8Array({ maxLength: 40 }), exec: fc.boolean(), stage: fc.boolean() });
  const files = fc.uniqueArray(file, { selector: ({ name }) => name.normalize(), maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(files, async (chosen) => {
      for (const { name, content, exec, stage } of chosen) {
        await writeFile(join(dir, name), content, { mode: exec ? 0o755 : 0o644 });
        if (stage) await git(['--literal-pathspecs', 'add', '-f', '--', name], { cwd: dir });
      }
      const before = await state(dir);
      const { commit } = await saveSnapshot(dir, LIMIT);
      await git(['reset', '-q', '--hard'], { cwd: dir });
      await git(['clean', '-ffdxq'], { cwd: dir });
      await restoreSnapshot(dir, commit);
      expect(await state(dir)).toEqual(before);
      await git(['reset', '-q', '--hard'], { cwd: dir });
      await git(['clean', '-ffdxq'], { cwd: dir });
    }),
    { numRuns: 12 },
  );
});

test('untracked files above the limit are left out, changes of tracked files are kept', async () => {
  const dir = await temporaryRepository();
  await put(dir, 'README', 'edited\n');
  await put(dir, 'large.bin', 'x'.repeat(101));
  const snapshot = await saveSnapshot(dir, { limitBytes: 100 });
  expect(snapshot).toMatchObject({ complete: false, bytes: 101 });
  expect(await git(['ls-tree', '--name-only', snapshot.commit], { cwd: dir })).toBe('README');
  expect(await git(['show', `${snapshot.commit}:README`], { cwd: dir })).toBe('edited');
  expect(await saveSnapshot(dir, { limitBytes: 101 })).toMatchObject({ complete: true, bytes: 101 });
});

/** In 'inner', with one of its own in it that has no commit. */
async function withRepositoriesInside(ignored: string): Promise<string> {
  const dir = await temporaryRepository();
  await put(dir, '.gitignore', ignored);
  await commitAll(dir, 'ignore');
  await put(dir, 'inner/run.sh', '#!/bin/sh\n');
  await chmod(join(dir, 'inner/run.sh'), 0o755);
  await git(['init', '-q', 'inner'], { cwd: dir });
  await commitAll(join(dir, 'inner'), 'inside');
  await put(dir, 'inner/deep [*]/below/untracked', '12345');
  await symlink('below', join(dir, 'inner/deep [*]/link'));
  await git(['init', '-q', 'inner/deep [*]'], { cwd: dir });
  await put(dir, 'beside', 'beside\n');
  return dir;
}

test('a repository inside the working tree makes the snapshot incomplete', async () => {
  const dir = await withRepositoriesInside('');
  const snapshot = await saveSnapshot(dir, LIMIT);
  expect(snapshot).toMatchObject({ complete: false, repositories: ['inner/', 'inner/deep [*]/'], tooLarge: [] });
  expect(await addedFiles(dir, snapshot.commit)).toEqual([]);
});

test.each(['', 'inner/\n'])(
  'files of a repository inside travel where it is to fit, with %j ignored',
  async (ignored) => {
    const dir = await withRepositoriesInside(ignored);
    const before = await state(dir);
    const snapshot = await saveSnapshot(dir, { ...LIMIT, fit: true });
    expect(await state(dir)).toEqual(before);
    expect(snapshot).toMatchObject({ complete: false, repositories: ['inner/', 'inner/deep [*]/'], tooLarge: [] });
    expect((await git(['ls-tree', '-r', snapshot.commit], { cwd: dir })).split('\n').map(modeAndPath)).toEqual([
      ['100644', '.gitignore'],
      ['100644', 'README'],
      ['100644', 'beside'],
      ['100644', 'inner/deep [*]/below/untracked'],
      ['120000', 'inner/deep [*]/link'],
      ['100755', 'inner/run.sh'],
    ]);
  },
);

const modeAndPath = (line: string): [string, string] => [line.slice(0, 6), line.slice(line.indexOf('\t') + 1)];

async function withIgnoredFiles(): Promise<string> {
  const dir = await temporaryRepository();
  await put(dir, '.gitignore', 'target/\n*.log\n');
  await commitAll(dir, 'ignore');
  for (const path of ['target/a', 'target/deep/b', 'deep/target/c', 'logs/x.log'])
    await put(dir, path, 'x'.repeat(100));
  await put(dir, 'deep/own', 'x'.repeat(50));
  await put(dir, 'deep/y.log', 'x'.repeat(70));
  await git(['init', '-q', 'target/deep'], { cwd: dir });
  await git(['init', '-q', 'inner'], { cwd: dir });
  await put(dir, 'inner/file', 'x'.repeat(150));
  return dir;
}

test('where it is to fit, as much of what git ignores and of other repositories is left out, the largest first', async () => {
  const dir = await withIgnoredFiles();
  const kept = async (limitBytes: number): Promise<unknown[]> => {
    const { commit, tooLarge, repositories } = await saveSnapshot(dir, { limitBytes, fit: true });
    return [tooLarge.map(({ path, bytes }) => `${path} ${bytes}`), repositories, await addedFiles(dir, commit)];
  };
  const all = ['deep/own', 'deep/target/c', 'deep/y.log', 'inner/file', 'logs/x.log', 'target/a', 'target/deep/b'];
  expect(await kept(670)).toEqual([[], ['inner/', 'target/deep/'], all]);
  expect(await kept(669)).toEqual([['target/ 200'], ['inner/'], all.slice(0, 5)]);
  expect(await kept(320)).toEqual([['target/ 200', 'inner/ 150'], [], [...all.slice(0, 3), 'logs/x.log']]);
  const none = ['target/ 200', 'inner/ 150', 'deep/target/ 100', 'logs/ 100', 'deep/y.log 70'];
  expect(await kept(50)).toEqual([none, [], ['deep/own']]);
});

test('what does not fit though all is left out that may be is refused', async () => {
  const dir = await withIgnoredFiles();
  await put(dir, 'large.bin', 'x'.repeat(30));
  await expect(saveSnapshot(dir, { limitBytes: 79, fit: true })).rejects.toThrow(
    'files after setup that git neither tracks nor ignores must not exceed 79 bytes, got 80, 50 of them in "deep/": ' +
      "commit what items need, and delete what they do not, or name it in '.gitignore'",
  );
});

test('a snapshot is taken in the middle of a conflicting merge', async () => {
  const dir = await temporaryRepository();
  await git(['checkout', '-q', '-b', 'other'], { cwd: dir });
  await put(dir, 'README', 'other\n');
  await commitAll(dir, 'other');
  await git(['checkout', '-q', 'main'], { cwd: dir });
  await put(dir, 'README', 'mine\n');
  await commitAll(dir, 'mine');
  await expect(git(['merge', '-q', 'other'], { cwd: dir, env: SOMEONE })).rejects.toThrow('(exit code 1)');
  const { commit } = await saveSnapshot(dir, LIMIT);
  expect(await git(['show', `${commit}:README`], { cwd: dir })).toContain('<<<<<<<');
});

test('a file changed in the instant the index was written is seen', async () => {
  const dir = await temporaryRepository();
  for (let round = 0; round < 10; round++) {
    await put(dir, 'README', `${round}-aa\n`);
    await git(['add', 'README'], { cwd: dir });
    await put(dir, 'README', `${round}-bb\n`);
    const { commit } = await saveSnapshot(dir, LIMIT);
    expect(await git(['show', `${commit}:README`], { cwd: dir })).toBe(`${round}-bb`);
  }
});

test('added files are those that were untracked or ignored, and are laid into another checkout as such', async () => {
  const dir = await messyRepository();
  const { commit } = await saveSnapshot(dir, LIMIT);
  const added = await addedFiles(dir, commit);
  expect(added.sort()).toEqual(
    [
      ...['"quoted"', '*', '-leading-dash', ':colon', 'back\\slash', 'becomes-dir/a', 'build/deep/out.bin', 'dangling'],
      ...['dir/nested', 'ignored.log', 'new\nline', 'outside', 'script.sh', 'with space', 'ünï ✓'],
    ].sort(),
  );
  const other = join(temporaryFolder(), 'other');
  await git(['worktree', 'add', '-q', '--detach', other, 'HEAD'], { cwd: dir });
  const index = await git(['ls-files', '--stage'], { cwd: other });
  const laid = added.filter((path) => path !== 'becomes-dir/a'); // a tracked file stands there
  await layFiles(other, commit, laid);
  expect(await git(['ls-files', '--stage'], { cwd: other })).toBe(index);
  for (const path of ['new\nline', 'build/deep/out.bin', '-leading-dash'])
    expect(await readFile(join(other, path), 'utf8')).toBe(`content of ${path}\0\r\n`);
  expect(await readlink(join(other, 'outside'))).toBe('/etc');
  expect((await stat(join(other, 'script.sh'))).mode & 0o111).toBe(0o111);
});
