import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMIT_FILE, LocalWorld } from './local-world';

let world: LocalWorld;
beforeEach(() => {
  world = new LocalWorld();
});
afterEach(() => world.remove());

test('a standard workflow leaves its commits on a branch, and the checkout alone', async () => {
  const report = await world.run(COMMIT_FILE, { runId: 'demo-1' });
  expect(report).toMatchObject({
    runId: 'demo-1',
    workflow: 'demo',
    outcome: 'complete',
    exitCode: 0,
    base: world.git('rev-parse', 'main'),
    result: { branch: 'prodigy/demo-1', commit: world.git('rev-parse', 'prodigy/demo-1'), commits: 1 },
    failures: [],
  });
  expect(world.show('one.txt', 'prodigy/demo-1')).toBe('one');
  expect(world.git('log', '-1', '--format=%an <%ae>', 'prodigy/demo-1')).toBe('Ada <ada@example.com>');
  expect(world.git('status', '--porcelain')).toBe('');
  expect(existsSync(join(world.repository, 'one.txt'))).toBe(false);
  expect(readdirSync(join(world.home, '.prodigy/runs/demo-1')).sort()).toEqual([
    'journal.jsonl',
    'report.json',
    'request.json',
    'workflow.yaml',
  ]);
  expect(JSON.parse(readFileSync(join(world.home, '.prodigy/runs/demo-1/report.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(report)),
  );
  expect(readdirSync(join(world.home, '.prodigy/worktrees/project'))).toEqual([]);
  expect(world.progress.at(-1)).toBe('merge it with: git merge prodigy/demo-1');
});

test('uncommitted work of the user is neither used nor touched', async () => {
  writeFileSync(join(world.repository, 'README.md'), 'half done\n');
  writeFileSync(join(world.repository, 'one.txt'), 'mine\n');
  const report = await world.run(COMMIT_FILE);
  expect(report.outcome).toBe('complete');
  expect(world.show('README.md', report.result?.branch as string)).toBe('hello');
  expect(readFileSync(join(world.repository, 'README.md'), 'utf8')).toBe('half done\n');
  expect(readFileSync(join(world.repository, 'one.txt'), 'utf8')).toBe('mine\n');
});

describe('merging into the current branch', () => {
  test('fast-forwards a clean checkout', async () => {
    const report = await world.run(COMMIT_FILE, { mergeIntoCurrentBranch: true });
    expect(world.git('rev-parse', 'main')).toBe(report.result?.commit);
    expect(readFileSync(join(world.repository, 'one.txt'), 'utf8')).toBe('one\n');
    expect(world.progress.at(-1)).toBe('merged into main');
  });

  test('leaves a checkout with changes alone and says what to do', async () => {
    writeFileSync(join(world.repository, 'README.md'), 'half done\n');
    await world.run(COMMIT_FILE, { runId: 'demo-1', mergeIntoCurrentBranch: true });
    expect(world.progress.at(-1)).toBe('the checkout has uncommitted changes: merge it with: git merge prodigy/demo-1');
  });

  test('leaves a branch alone that has moved on', async () => {
    const report = world.run(`- shell: sleep 0.5\n${COMMIT_FILE}`, { runId: 'demo-1', mergeIntoCurrentBranch: true });
    while (!world.progress.some((line) => line.includes('sleep')))
      await new Promise((resolve) => setTimeout(resolve, 5));
    world.git('commit', '--quiet', '--allow-empty', '-m', 'meanwhile');
    const moved = world.git('rev-parse', 'main');
    await report;
    expect(world.git('rev-parse', 'main')).toBe(moved);
    expect(world.progress.at(-1)).toBe('main cannot be fast-forwarded: merge it with: git merge prodigy/demo-1');
  });

  test('says what git says where a file of the user is in the way', async () => {
    writeFileSync(join(world.repository, 'one.txt'), 'mine\n');
    await world.run(COMMIT_FILE, { runId: 'demo-1', mergeIntoCurrentBranch: true });
    expect(world.progress.at(-1)).toBe(
      'git did not merge into main (error: The following untracked working tree files would be overwritten by merge: ' +
        'one.txt Please move or remove them before you merge. Aborting): merge it with: git merge prodigy/demo-1',
    );
    expect(readFileSync(join(world.repository, 'one.txt'), 'utf8')).toBe('mine\n');
  });

  test('writes large files that steps committed, where only the user has configured Git LFS', async () => {
    writeFileSync(join(world.home, '.gitconfig'), '');
    world.git('lfs', 'install', '--skip-repo');
    const text = `
- shell: git lfs track '*.bin' && printf large > one.bin && git add -A && git commit --quiet -m "add one"
`;
    const report = await world.run(text, { mergeIntoCurrentBranch: true });
    expect(world.progress.at(-1)).toBe('merged into main');
    expect(world.show('one.bin', report.result?.branch as string)).toMatch(/^version https:\/\/git-lfs/);
    expect(readFileSync(join(world.repository, 'one.bin'), 'utf8')).toBe('large');
    expect(world.git('status', '--porcelain')).toBe('');
  });

  test('leaves another branch alone than the one that the run began on', async () => {
    const begun = world.run(`- shell: sleep 0.5\n${COMMIT_FILE}`, { runId: 'demo-1', mergeIntoCurrentBranch: true });
    while (!world.progress.some((line) => line.includes('sleep'))) await new Promise((done) => setTimeout(done, 5));
    world.git('checkout', '--quiet', '-b', 'other');
    await begun;
    expect(world.git('rev-parse', 'other')).toBe(world.git('rev-parse', 'main'));
    expect(world.progress.at(-1)).toBe(
      'the checkout is on other, and the run began on main: merge it with: git merge prodigy/demo-1',
    );
  });

  test('on no branch says what to do', async () => {
    world.git('checkout', '--quiet', '--detach');
    await world.run(COMMIT_FILE, { runId: 'demo-1', mergeIntoCurrentBranch: true });
    expect(world.progress.at(-1)).toBe('the checkout is on no branch: merge it with: git merge prodigy/demo-1');
  });
});

test('a step that fails ends the run without a branch; the repository of the run stays for a look', async () => {
  const report = await world.run('- shell: echo broken >&2; exit 3', { runId: 'demo-1' });
  expect(report).toMatchObject({
    outcome: 'failed',
    exitCode: 30,
    reason: "commands step 'echo broken >&2; exit 3' (line 1) failed with exit code 3: broken",
  });
  expect(world.git('branch', '--list', 'prodigy/*')).toBe('');
  expect(readdirSync(join(world.home, '.prodigy/runs/demo-1')).sort()).toEqual([
    'journal.jsonl',
    'report.json',
    'request.json',
    'run.git',
    'workflow.yaml',
  ]);
});

test('steps read large files that the user has, and pointers of others', async () => {
  writeFileSync(join(world.home, '.gitconfig'), '');
  world.git('lfs', 'install', '--skip-repo');
  writeFileSync(join(world.repository, '.gitattributes'), '*.bin filter=lfs diff=lfs merge=lfs -text\n');
  writeFileSync(join(world.repository, 'here.bin'), 'large');
  writeFileSync(join(world.repository, 'gone.bin'), 'gone');
  world.git('add', '.');
  world.git('commit', '--quiet', '-m', 'large files');
  const gone = createHash('sha256').update('gone').digest('hex');
  rmSync(join(world.repository, '.git/lfs/objects', gone.slice(0, 2), gone.slice(2, 4), gone));
  const report = await world.run('- shell: cat here.bin gone.bin > read && git add -A && git commit --quiet -m read');
  const branch = report.result?.branch as string;
  expect(world.show('read', branch)).toMatch(/^largeversion https:/);
  expect(world.git('diff', '--name-only', 'main', branch)).toBe('read');
});

test.each([
  ['a run', '- shell: "true"'],
  ['a run with merge steps', 'commands: [{shell: "true"}]\nmerge: [{shell: "true"}]'],
])('%s without commits is complete and leaves no branch', async (_, text) => {
  const report = await world.run(text, { mergeIntoCurrentBranch: true });
  expect([report.outcome, report.result]).toEqual(['complete', undefined]);
  expect(world.git('branch', '--list', 'prodigy/*')).toBe('');
});

test('a step that removes the repository of its checkout fails the run', async () => {
  const report = await world.run('- shell: rm -rf .git');
  expect(report).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^a step's folder must stay/) });
});

describe('refuses', () => {
  test('a run id that cannot be a name', async () => {
    await expect(world.run(COMMIT_FILE, { runId: 'Demo_1' })).rejects.toThrow(
      "'--run-id' must be lower-case letters, digits and dashes, at most 34, got Demo_1",
    );
  });

  test.each(['has ended', 'was interrupted'])('the name of a run that %s', async (end) => {
    await world.run(COMMIT_FILE, { runId: 'demo-1' });
    if (end === 'was interrupted') rmSync(join(world.home, '.prodigy/runs/demo-1/report.json'));
    await expect(world.run(COMMIT_FILE, { runId: 'demo-1' })).rejects.toThrow(
      "'--run-id' must not be the id of another run, got demo-1: continue it with 'prodigy-k8s resume demo-1', or name another",
    );
  });

  test('a run that is under way in another process', async () => {
    mkdirSync(join(world.home, '.prodigy/runs/demo-1'), { recursive: true });
    writeFileSync(join(world.home, '.prodigy/runs/demo-1/lock'), String(process.ppid));
    await expect(world.run(COMMIT_FILE, { runId: 'demo-1' })).rejects.toThrow(
      `run demo-1 is under way in process ${process.ppid}: wait until it has ended`,
    );
  });

  test('a repository with a branch where results belong', async () => {
    world.git('branch', 'prodigy');
    await expect(world.run(COMMIT_FILE)).rejects.toThrow(
      `'prodigy' must not be a branch of ${world.repository}, got one, and results are branches below that name: rename it with git branch -m prodigy <name>`,
    );
    world.git('branch', '-m', 'prodigy', 'prodigious');
    expect(await world.run(COMMIT_FILE)).toMatchObject({ outcome: 'complete' });
  });

  test('a folder that is in no repository', async () => {
    await expect(world.run(COMMIT_FILE, { repositoryPath: world.home })).rejects.toThrow(
      `'--path' must be in a git repository with at least one commit, got ${world.home}`,
    );
  });
});

test("credentials of the user's environment reach no shell step", async () => {
  const report = await world.run('- shell: env > env.txt && git add . && git commit --quiet -m env', {
    env: { PATH: process.env.PATH, HOME: world.home, ANTHROPIC_API_KEY: 'sk-canary', GITHUB_TOKEN: 'ghp-canary' },
  });
  expect(world.show('env.txt', report.result?.branch as string)).not.toContain('canary');
});

test('merge steps see the two branches, and what they make of the target is the result', async () => {
  const report = await world.run(`
commands:
${COMMIT_FILE}
merge:
  - shell: git checkout --quiet \${merge.target_branch}
  - shell: git merge --quiet --no-ff -m "by hand" \${merge.source_branch}
`);
  const branch = report.result?.branch as string;
  expect(world.git('log', '-1', '--format=%s', branch)).toBe('by hand');
  expect(world.show('one.txt', branch)).toBe('one');
});
