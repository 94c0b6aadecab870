import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorkflow } from '../../../language/parse-workflow';
import { type LocalRequest, runLocal } from '../../../runtime/programs/local';

/** Many processes take their time on a busy machine. */
jest.setTimeout(30_000);

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

test('uncommitted work of the user is neither used nor touched', async () => {
  writeFileSync(join(repository, 'README.md'), 'half done\n');
  writeFileSync(join(repository, 'one.txt'), 'mine\n');
  const report = await run(COMMIT_FILE);
  expect(report.outcome).toBe('complete');
  expect(show('README.md', report.result?.branch as string)).toBe('hello');
  expect(readFileSync(join(repository, 'README.md'), 'utf8')).toBe('half done\n');
  expect(readFileSync(join(repository, 'one.txt'), 'utf8')).toBe('mine\n');
});

describe('merging into the current branch', () => {
  test('fast-forwards a clean checkout', async () => {
    const report = await run(COMMIT_FILE, { mergeIntoCurrentBranch: true });
    expect(git('rev-parse', 'main')).toBe(report.result?.commit);
    expect(readFileSync(join(repository, 'one.txt'), 'utf8')).toBe('one\n');
    expect(progress.at(-1)).toBe('merged into main');
  });

  test('leaves a checkout with changes alone and says what to do', async () => {
    writeFileSync(join(repository, 'README.md'), 'half done\n');
    await run(COMMIT_FILE, { runId: 'demo-1', mergeIntoCurrentBranch: true });
    expect(progress.at(-1)).toBe('the checkout has uncommitted changes: merge it with: git merge prodigy/demo-1');
  });

  test('leaves a branch alone that has moved on', async () => {
    const report = run(`- shell: sleep 0.5\n${COMMIT_FILE}`, { runId: 'demo-1', mergeIntoCurrentBranch: true });
    while (!progress.some((line) => line.includes('sleep'))) await new Promise((resolve) => setTimeout(resolve, 5));
    git('commit', '--quiet', '--allow-empty', '-m', 'meanwhile');
    const moved = git('rev-parse', 'main');
    await report;
    expect(git('rev-parse', 'main')).toBe(moved);
    expect(progress.at(-1)).toBe('main cannot be fast-forwarded: merge it with: git merge prodigy/demo-1');
  });

  test('on no branch says what to do', async () => {
    git('checkout', '--quiet', '--detach');
    await run(COMMIT_FILE, { runId: 'demo-1', mergeIntoCurrentBranch: true });
    expect(progress.at(-1)).toBe('the checkout is on no branch: merge it with: git merge prodigy/demo-1');
  });
});

test('a step that fails ends the run without a branch; the repository of the run stays for a look', async () => {
  const report = await run('- shell: echo broken >&2; exit 3', { runId: 'demo-1' });
  expect(report).toMatchObject({
    outcome: 'failed',
    exitCode: 30,
    reason: "commands step 'echo broken >&2; exit 3' (line 1) failed with exit code 3: broken",
  });
  expect(git('branch', '--list', 'prodigy/*')).toBe('');
  expect(readdirSync(join(home, '.prodigy/runs/demo-1')).sort()).toEqual(['journal.jsonl', 'report.json', 'run.git']);
});

test('a run without commits is complete and leaves no branch', async () => {
  const report = await run('- shell: "true"');
  expect([report.outcome, report.result]).toEqual(['complete', undefined]);
  expect(git('branch', '--list', 'prodigy/*')).toBe('');
});

test('items that fail are in the report, and the others count', async () => {
  const report = await run(MAPREDUCE.replace('cat .cache > /dev/null', 'test "${item.name}" != c'));
  expect(report.items).toEqual({ total: 3, merged: 2, unchanged: 0, dead: 1 });
  expect(report.failures).toEqual([
    {
      item: 'item_2',
      attempt: 1,
      reason: expect.stringMatching(/^map step '.*' \(line 14\) failed with exit code 1$/),
    },
  ]);
  expect(report.outcome).toBe('complete');
});

test.each([
  ['rm -rf .git', /^a step's folder must stay a worktree of the run's repository/],
  ['rm -rf .git && git init -q && git config user.name x && git config user.email x', /^a step's folder must stay a/],
  [
    'git checkout -q --orphan own && git commit -q --allow-empty -m own',
    /^the item's commits must build on those of the run, got [0-9a-f]{40}/,
  ],
])('an item whose step does `%s` fails, and the run goes on', async (ruin, reason) => {
  const report = await run(
    MAPREDUCE.replace('- shell: cat .cache', `- shell: case "\${item.name}" in c) ${ruin} ;; esac; cat .cache`),
  );
  expect(report).toMatchObject({ outcome: 'complete', items: { total: 3, merged: 2, dead: 1 } });
  expect(report.failures).toEqual([{ item: 'item_2', attempt: 1, reason: expect.stringMatching(reason) }]);
});

test('a step that removes the repository of its checkout fails the run', async () => {
  const report = await run('- shell: rm -rf .git');
  expect(report).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^a step's folder must stay/) });
});

test('items run side by side, as many as the caller says', async () => {
  const flow = MAPREDUCE.replace(
    'cat .cache > /dev/null',
    'echo in >> $BUSY; i=0; while [ "$(wc -l < $BUSY)" -lt 3 ] && [ $i -lt 100 ]; do i=$((i+1)); sleep 0.05; done; [ $i -lt 100 ]',
  )
    .replace('SUFFIX: "!"', `SUFFIX: "!", BUSY: "${'$'}{ROOT}/busy"`)
    .replace('${ROOT}', root);
  const report = await run(flow, { maxParallel: 3 });
  expect(report.items).toMatchObject({ total: 3, merged: 3 });
});

test('an interrupted run goes on under its id, and no step runs twice that was done', async () => {
  const flow = `
- shell: echo one >> $LOG; echo one > one.txt; git add . && git commit --quiet -m one
- shell: echo two >> $LOG; test -e $GO || sleep 30
- shell: git add . && git commit --quiet --allow-empty -m three
`;
  const env = `env: { LOG: "${root}/log", GO: "${root}/go" }\ncommands:`;
  const text = env + flow;
  const stop = new AbortController();
  const first = run(text, { runId: 'demo-1', signal: stop.signal });
  while (!existsSync(`${root}/log`) || readFileSync(`${root}/log`, 'utf8') !== 'one\ntwo\n')
    await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  expect(await first).toMatchObject({ outcome: 'cancelled', reason: "interrupted: '--run-id demo-1' goes on" });
  writeFileSync(`${root}/go`, '');
  expect(await run(text, { runId: 'demo-1' })).toMatchObject({ outcome: 'complete', result: { commits: 2 } });
  expect(readFileSync(`${root}/log`, 'utf8')).toBe('one\ntwo\ntwo\n');
});

describe('refuses', () => {
  test('a run id that cannot be a name', async () => {
    await expect(run(COMMIT_FILE, { runId: 'Demo_1' })).rejects.toThrow(
      "'--run-id' must be lower-case letters, digits and dashes, at most 34, got Demo_1",
    );
  });

  test('a run that has ended', async () => {
    await run(COMMIT_FILE, { runId: 'demo-1' });
    await expect(run(COMMIT_FILE, { runId: 'demo-1' })).rejects.toThrow(
      "run demo-1 has ended: name another with '--run-id'",
    );
  });

  test('a run that is under way in another process', async () => {
    mkdirSync(join(home, '.prodigy/runs/demo-1'), { recursive: true });
    writeFileSync(join(home, '.prodigy/runs/demo-1/lock'), String(process.ppid));
    await expect(run(COMMIT_FILE, { runId: 'demo-1' })).rejects.toThrow(
      `run demo-1 is under way in process ${process.ppid}: wait for it, or name another with '--run-id'`,
    );
  });

  test('a folder that is in no repository', async () => {
    await expect(run(COMMIT_FILE, { repositoryPath: home })).rejects.toThrow(
      `'--path' must be in a git repository with at least one commit, got ${home}`,
    );
  });
});

test("credentials of the user's environment reach no shell step", async () => {
  const report = await run('- shell: env > env.txt && git add . && git commit --quiet -m env', {
    env: { PATH: process.env.PATH, HOME: home, ANTHROPIC_API_KEY: 'sk-canary', GITHUB_TOKEN: 'ghp-canary' },
  });
  expect(show('env.txt', report.result?.branch as string)).not.toContain('canary');
});

test('merge steps see the two branches, and what they make of the target is the result', async () => {
  const report = await run(`
commands:
${COMMIT_FILE}
merge:
  - shell: git checkout --quiet \${merge.target_branch}
  - shell: git merge --quiet --no-ff -m "by hand" \${merge.source_branch}
`);
  const branch = report.result?.branch as string;
  expect(git('log', '-1', '--format=%s', branch)).toBe('by hand');
  expect(show('one.txt', branch)).toBe('one');
});

test('env and secrets reach every phase, and no secret is left in journal, report and progress', async () => {
  const print = 'echo "$A $B $TOKEN ${item_id:-none}" >> seen; printf "%s" "$TOKEN" | base64';
  const text = `
name: shared
mode: mapreduce
env: { A: a, B: b }
secrets: { TOKEN: MY_TOKEN }
setup: [{ shell: '${print}', capture_output: x }]
map: { input: "printf '[1]'", agent_template: [{ shell: '${print}; git add -f seen; git commit -qm map' }] }
reduce: [{ shell: '${print}; git commit -qam reduce' }]
merge:
  - shell: '${print}; git commit -qam merge'
  - shell: 'echo "$TOKEN" >&2; exit 3'
    on_failure: true
`;
  const env = { PATH: process.env.PATH, HOME: home, MY_TOKEN: 'tok-canary-1' };
  const report = await run(text, { env, runId: 'shared-1' });
  expect(report).toMatchObject({ outcome: 'complete' });
  expect(git('show', 'prodigy/shared-1:seen')).toBe(
    ['none', 'item_0', 'none', 'none'].map((id) => `a b tok-canary-1 ${id}`).join('\n'),
  );
  const journal = readFileSync(join(home, '.prodigy/runs/shared-1/journal.jsonl'), 'utf8');
  expect(journal).toContain('***');
  for (const told of [journal, JSON.stringify(report), ...progress]) expect(told).not.toMatch(/tok-canary|dG9rLWNhbm/);
}, 30_000);
