import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { git } from '../../../../runtime/adapters/git/git';
import { Objects } from '../../../../runtime/adapters/git/objects';
import { lineFrom, mergePlainly } from '../../../../runtime/adapters/git/plain-merge';
import { commitAll, removeTemporaryFolders, SOMEONE, temporaryRepository } from './temporary-repository';

afterAll(removeTemporaryFolders);

/** Contents by path. */
type Files = Readonly<Record<string, string>>;

const BASE: Files = {
  'a/b/one': 'of a, b\n',
  'a/b/two': 'second\n',
  'a/three': 'third\n',
  c: 'c\n',
  'd/e': 'e\n',
  'd.x': 'sorted before d/\n',
  'ü"\n': 'odd\n',
};

interface Commits {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

const bareRepository = async (): Promise<string> => join(await temporaryRepository(), '.git');

/** A commit of the base and one of each side on top of it. */
function commitsOf(repository: string, ours: Files, theirs: Files): Commits {
  const commit = (mark: number, files: Files, from: string): string => {
    const changes = Object.entries(files).map(
      ([path, text]) => `M ${modeOf(text)} inline ${quoted(path)}\n${data(text)}`,
    );
    const head = `commit refs/heads/x${mark}\nmark :${mark}\ncommitter Someone <s@example.com> 1700000000 +0000\n`;
    return `${head}${data('m')}${from}deleteall\n${changes.join('')}\n`;
  };
  const stream = [commit(1, BASE, ''), commit(2, ours, 'from :1\n'), commit(3, theirs, 'from :1\n')].join('');
  const input = `${stream}get-mark :1\nget-mark :2\nget-mark :3\n`;
  const args = ['fast-import', '--quiet', '--force', '--cat-blob-fd=1'];
  const [base, first, second] = execFileSync('git', args, { cwd: repository, input, encoding: 'utf8' }).split('\n');
  return { base, ours: first, theirs: second } as Commits;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
const quoted = (path: string): string => JSON.stringify(path);
/** A link where the text is no line. */
const modeOf = (text: string): string => (text.endsWith('\n') ? '100644' : '120000');

/** What git makes of it; `conflict` where it cannot. */
async function mergedByGit(repository: string, { ours, theirs }: Commits): Promise<string> {
  return git(['merge-tree', '--write-tree', ours, theirs], { cwd: repository }).catch(() => 'conflict');
}

/** Files by path of a tree. */
const listed = (repository: string, tree: string): Promise<string> => git(['ls-tree', '-r', tree], { cwd: repository });

test.each<[string, Files, Files]>([
  ['files that are new', { ...BASE, x: 'x\n' }, { ...BASE, y: 'y\n' }],
  ['files that are new in one folder', { ...BASE, 'n/m/x': 'x\n' }, { ...BASE, 'n/m/y': 'y\n' }],
  ['a change and another file’s removal', { ...BASE, 'a/three': 'new\n' }, without('a/b/one')],
  ['links and names that git quotes', { ...BASE, 'a/l': 'c' }, { ...BASE, 'ä\n"': 'y\n' }],
  ['names around a folder’s', { ...BASE, 'd/g': 'g\n', 'd-': 'x\n' }, { ...BASE, d0: 'y\n', 'd/h': 'h\n' }],
  ['removals that leave a folder empty', without('a/b/one'), without('a/b/two')],
])('%s are merged without git, to the tree that git makes of them', async (_, ours, theirs) => {
  const repository = await bareRepository();
  const commits = commitsOf(repository, ours, theirs);
  const tree = await mergePlainly(new Objects(repository), commits);
  expect(tree).toBe(await mergedByGit(repository, commits));
  expect(await git(['fsck', '--no-dangling', '--strict'], { cwd: repository })).toBe('');
});

test.each<[string, Files, Files]>([
  ['two changes of a file', { ...BASE, c: 'ours\n' }, { ...BASE, c: 'theirs\n' }],
  ['the same file made twice', { ...BASE, x: 'x\n' }, { ...BASE, x: 'x\n' }],
  ['a file where the other side has a folder', { ...BASE, x: 'x\n' }, { ...BASE, 'x/y': 'y\n' }],
  ['a file that one side moved and the other changed', moved('a/three', 'z'), { ...BASE, 'a/three': 'third\nx\n' }],
  ['a file that both sides moved', moved('c', 'x'), moved('c', 'y')],
  ['a file that is new in a folder that was moved', without('d/e', { 'z/e': 'e\n' }), { ...BASE, 'd/new': 'x\n' }],
])('%s: git has to be asked', async (_, ours, theirs) => {
  const repository = await bareRepository();
  expect(await mergePlainly(new Objects(repository), commitsOf(repository, ours, theirs))).toBeUndefined();
});

function without(path: string, added: Files = {}): Files {
  const { [path]: _, ...rest } = BASE;
  return { ...rest, ...added };
}

function moved(from: string, to: string): Files {
  return without(from, { [to]: BASE[from] as string });
}

test('whatever two sides did, a merge without git is the one that git makes', async () => {
  const repository = await bareRepository();
  const path = fc.constantFrom(...Object.keys(BASE), 'a/b', 'a/new', 'd/new', 'd/e/f', 'z/e', 'z/three', 'x');
  const text = fc.constantFrom(...Object.values(BASE), 'other\n', 'link');
  const change = fc.oneof(
    fc.record({ path, text }),
    fc.record({ path, text: fc.constant(undefined) }),
    fc.record({ path, from: path }),
  );
  const side = fc.array(change, { maxLength: 4 }).map((changes) => changes.reduce(changed, BASE));
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(side, side, async (ours, theirs) => {
      const commits = commitsOf(repository, ours, theirs);
      const tree = await mergePlainly(new Objects(repository), commits);
      if (tree === undefined) return;
      plain += 1;
      if (tree !== (await mergedByGit(repository, commits)))
        expect(await listed(repository, tree)).toBe(await listed(repository, await mergedByGit(repository, commits)));
    }),
    { numRuns: 60 },
  );
  expect(plain).toBeGreaterThan(5);
});

/** A file takes the place of a folder, and the other way round, as in a checkout. */
function changed(files: Files, change: { path: string; text?: string | undefined; from?: string }): Files {
  const text = change.from === undefined ? change.text : files[change.from];
  const others = Object.entries(files).filter(
    ([path]) =>
      path !== change.path &&
      path !== change.from &&
      (text === undefined || !(path.startsWith(`${change.path}/`) || change.path.startsWith(`${path}/`))),
  );
  return { ...Object.fromEntries(others), ...(text === undefined ? {} : { [change.path]: text }) };
}

test('a line leads back to what is held, and is none through a merge or from what is held itself', async () => {
  const repository = await temporaryRepository();
  const base = await git(['rev-parse', 'HEAD'], { cwd: repository });
  const [one, two] = [await commitAll(repository, 'one'), await commitAll(repository, 'two')];
  const holds = async (commit: string): Promise<boolean> => commit === base;
  expect(await lineFrom(new Objects(repository), two, holds)).toEqual({ commits: [two, one], base });
  expect(await lineFrom(new Objects(repository), base, holds)).toBeUndefined();
  expect(await lineFrom(new Objects(repository), two, async () => false)).toBeUndefined();
  const merge = ['commit-tree', `${two}^{tree}`, '-p', two, '-p', base, '-m', 'merge'];
  const merged = await git(merge, { cwd: repository, env: SOMEONE });
  expect(await lineFrom(new Objects(repository), merged, holds)).toBeUndefined();
});
