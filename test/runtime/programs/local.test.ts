import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorkflow } from '../../../language/parse-workflow';
import { type LocalRequest, runLocal } from '../../../runtime/programs/local';

let root: string;
let home: string;
let repository: string;
let progress: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'local-run-'));
  home = join(root, 'home');
  repository = join(root, 'project');
  mkdirSync(home);
  mkdirSync(repository);
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  writeFileSync(join(repository, 'README.md'), 'hello\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  progress = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd: repository, env, encoding: 'utf8' }).trimEnd();
}

const run = (text: string, more: Partial<LocalRequest> = {}) =>
  runLocal({
    workflow: loadWorkflow(text, 'demo.yml'),
    repositoryPath: repository,
    mergeIntoCurrentBranch: false,
    home,
    env: { PATH: process.env.PATH, HOME: home },
    signal: new AbortController().signal,
    onProgress: (line) => progress.push(line),
    ...more,
  });

const show = (path: string, branch: string) => git('show', `${branch}:${path}`);

const COMMIT_FILE = `
- shell: "printf 'one\\n' > one.txt"
- shell: git add one.txt && git commit --quiet -m "add one"
  commit_required: true
`;

const MAPREDUCE = `
name: shout
mode: mapreduce
env: { SUFFIX: "!" }
setup:
  - shell: |
      printf '[{"name": "a"}, {"name": "it'\\''s; b"}, {"name": "c"}]' > items.json
      echo secret > .cache
map:
  input: items.json
  json_path: "$[*]"
  max_parallel: 2
  agent_template:
    - shell: cat .cache > /dev/null && printf '%s%s\\n' "\${item.name}" "$SUFFIX" > "\${item_id}.txt"
    - shell: git add -A && git commit --quiet -m 'shout \${item.name}'
      commit_required: true
reduce:
  - shell: cat item_*.txt > all.txt && echo "\${map.successful}/\${map.total}" >> all.txt
  - shell: git add all.txt && git commit --quiet -m "collect"
`;

test('a standard workflow leaves its commits on a branch, and the checkout alone', async () => {
  const report = await run(COMMIT_FILE, { runId: 'demo-1' });
  expect(report).toMatchObject({
    runId: 'demo-1',
    workflow: 'demo',
    outcome: 'complete',
    exitCode: 0,
    base: git('rev-parse', 'main'),
    result: { branch: 'prodigy/demo-1', commit: git('rev-parse', 'prodigy/demo-1'), commits: 1 },
    failures: [],
  });
  expect(show('one.txt', 'prodigy/demo-1')).toBe('one');
  expect(git('log', '-1', '--format=%an <%ae>', 'prodigy/demo-1')).toBe('Ada <ada@example.com>');
  expect(git('status', '--porcelain')).toBe('');
  expect(existsSync(join(repository, 'one.txt'))).toBe(false);
  expect(readdirSync(join(home, '.prodigy/runs/demo-1')).sort()).toEqual(['journal.jsonl', 'report.json']);
  expect(JSON.parse(readFileSync(join(home, '.prodigy/runs/demo-1/report.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(report)),
  );
  expect(readdirSync(join(home, '.prodigy/worktrees/project'))).toEqual([]);
  expect(progress.at(-1)).toBe('merge it with: git merge prodigy/demo-1');
});

test('a MapReduce workflow makes, maps, merges and reduces its items', async () => {
  const report = await run(MAPREDUCE);
  expect(report).toMatchObject({
    outcome: 'complete',
    items: { total: 3, merged: 3, unchanged: 0, dead: 0 },
  });
  const branch = report.result?.branch as string;
  expect(report.runId).toMatch(/^shout-[0-9a-f]{8}$/);
  expect(show('all.txt', branch)).toBe("a!\nit's; b!\nc!\n3/3");
  expect(git('ls-tree', '--name-only', branch).split('\n').sort()).toEqual([
    'README.md',
    'all.txt',
    'item_0.txt',
    'item_1.txt',
    'item_2.txt',
  ]);
  expect(
    git('log', '--format=%(trailers:key=Prodigy-Item,valueonly,separator=)', branch).split('\n').filter(Boolean).sort(),
  ).toEqual(['item_0', 'item_1', 'item_2']);
});
