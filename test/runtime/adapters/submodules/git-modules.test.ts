import { git } from '../../../../runtime/adapters/git/git';
import { gitModules, movedPins } from '../../../../runtime/adapters/submodules/git-modules';
import { SubmoduleUnusable } from '../../../../runtime/ports/workspace';
import { removeTemporaryFolders, SOMEONE, temporaryRepository } from '../git/temporary-repository';

const PIN = '1'.repeat(40);
let dir: string;
beforeAll(async () => {
  dir = await temporaryRepository();
});
afterAll(removeTemporaryFolders);

/** A commit as a hostile client could make it: git itself would not. @param pins names of submodules at the top. */
async function commitOf(text: string, pins: readonly string[] = [], mode = '100644'): Promise<string> {
  const blob = await git(['hash-object', '-w', '--stdin'], { cwd: dir, input: text });
  const lines = [`${mode} blob ${blob}\t.gitmodules`, ...pins.map((name) => `160000 commit ${PIN}\t${name}`)];
  const tree = await git(['mktree', '--missing'], { cwd: dir, input: `${lines.join('\n')}\n` });
  return git(['commit-tree', tree, '-m', 'x'], { cwd: dir, env: SOMEONE });
}

const section = (name: string, path: string, url = '../lib.git'): string =>
  `[submodule "${name}"]\n\tpath = "${path}"\n\turl = "${url}"\n`;

test('what a commit pins and names is a submodule; one without the other is none', async () => {
  const text = `${section('a name', 'lib')}${section('unpinned', 'gone')}[submodule "odd"]\n\tbranch = x\n`;
  expect(await gitModules(dir, await commitOf(text, ['lib', 'unnamed']))).toEqual([
    { path: 'lib', url: '../lib.git', commit: PIN },
  ]);
});

test('a commit without .gitmodules has none', async () => {
  expect(await gitModules(dir, 'HEAD')).toEqual([]);
});

test('files that .gitmodules includes are not read', async () => {
  const commit = await commitOf(`[include]\n\tpath = ${dir}/.git/config\n`);
  expect(await gitModules(dir, commit)).toEqual([]);
});

test.each([
  ['path', '../out', 'x'],
  ['path', 'a/../../out', 'x'],
  ['path', '.git/modules', 'x'],
  ['path', 'a/.GIT', 'x'],
  ['path', '-x', 'x'],
  ['path', 'lib\r', 'x'],
  ['path', '/etc', 'x'],
  ['path', 'lib/', 'x'],
  ['path', '', 'x'],
  ['name', 'lib', '../../hooks'],
  ['name', 'lib', '-c'],
  ['name', 'lib', '..'],
])('a %s that could do more than name is refused: %j %j', async (what, path, name) => {
  const got = what === 'path' ? path : name;
  await expect(gitModules(dir, await commitOf(section(name, path), ['lib']))).rejects.toThrow(
    new SubmoduleUnusable(
      path,
      `must have a ${what} without '..', '.git', leading dash or control character, got ${JSON.stringify(got)}: ` +
        'change it in .gitmodules',
    ),
  );
});

test('a .gitmodules that is a link is not followed', async () => {
  await expect(gitModules(dir, await commitOf('README', [], '120000'))).rejects.toThrow(
    new SubmoduleUnusable('.gitmodules', 'must be a file: commit one, without links'),
  );
});

test('a .gitmodules that git cannot read is refused with what git says', async () => {
  await expect(gitModules(dir, await commitOf('[submodule'))).rejects.toThrow(
    /^submodule "\.gitmodules" must be a git configuration, got: error: bad config line 2 in blob /,
  );
});

test('more submodules than a run may have are refused before any is fetched', async () => {
  const text = Array.from({ length: 201 }, (_, n) => section(`${n}`, `${n}`)).join('');
  await expect(gitModules(dir, await commitOf(text))).rejects.toThrow(
    new SubmoduleUnusable('.gitmodules', 'must name at most 200, got 201: run without submodules'),
  );
});

test('a pin that is another, or new, has moved', async () => {
  const [none, one] = [await commitOf(''), await commitOf('', ['lib'])];
  expect([...(await movedPins(dir, none, one))]).toEqual(['lib']);
  expect([...(await movedPins(dir, one, one))]).toEqual([]);
  expect([...(await movedPins(dir, one, none))]).toEqual([]);
});
