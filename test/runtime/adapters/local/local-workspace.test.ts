import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ref } from '../../../../contract/refs';
import { loadWorkflow } from '../../../../language/parse-workflow';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { createRunRepository } from '../../../../runtime/adapters/local/create-repository';
import { FileJournal } from '../../../../runtime/adapters/local/file-journal';
import { LocalRepository } from '../../../../runtime/adapters/local/local-repository';
import { onlyLeader } from '../../../../runtime/adapters/local/only-leader';
import { ChildProcesses } from '../../../../runtime/adapters/processes/child-processes';
import { MemoryQueue } from '../../../../runtime/adapters/queue/memory-queue';
import { WorktreeWorkspace } from '../../../../runtime/adapters/worktrees/worktree-workspace';
import { Worktrees } from '../../../../runtime/adapters/worktrees/worktrees';
import type { Engine } from '../../../../runtime/engine/engine';
import { lead } from '../../../../runtime/engine/lead';
import { work } from '../../../../runtime/engine/work';
import type { Leadership } from '../../../../runtime/ports/election';
import { RecordingLog } from '../log/recording-log';

let root: string;
let origin: string;
let leadership: Leadership;
let workspace: WorktreeWorkspace;

const run = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: root } }).trimEnd();
const sh = (cwd: string, script: string): string =>
  execFileSync('sh', ['-c', script], { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: root } });

async function newWorkspace(name: string): Promise<WorktreeWorkspace> {
  const repository = join(root, `${name}.git`);
  await createRunRepository({
    repository: origin,
    base: run(origin, 'rev-parse', 'HEAD'),
    path: repository,
    home: root,
  });
  const local = new LocalRepository(repository, origin, `prodigy/${name}`);
  return new WorktreeWorkspace(name, local, new Worktrees(repository, join(root, `${name}-worktrees`)));
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'local-'));
  origin = join(root, 'project');
  mkdirSync(origin);
  run(origin, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(root, '.gitconfig'), '[user]\n\tname = Ada\n\temail = ada@example.com\n');
  writeFileSync(join(origin, 'README.md'), 'hello\n');
  run(origin, 'add', '.');
  run(origin, 'commit', '--quiet', '-m', 'first');
  leadership = (await onlyLeader.campaign(new AbortController().signal)) as Leadership;
  workspace = await newWorkspace('demo-1');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a checkpoint brings back commits, changes and untracked files in another leader's checkout", async () => {
  const session = await workspace.openSession(null);
  sh(
    session.path,
    'echo one > one && git add one && git commit -qm one && echo two > untracked && echo more >> README.md',
  );
  const { head, checkpoint } = await workspace.saveSession(session, leadership);
  expect(head).toBe(await session.head());
  const again = await workspace.openSession(checkpoint);
  expect(await again.head()).toBe(head);
  expect(sh(again.path, 'cat one untracked; git status --short')).toBe('one\ntwo\n M README.md\n?? untracked\n');
});

test('a saved checkout does not move the session until it is advanced', async () => {
  const session = await workspace.openSession(null);
  sh(session.path, 'git commit -q --allow-empty -m one');
  const { head } = await workspace.saveSession(session, leadership);
  expect(await (await workspace.openSession(null)).head()).toBe(run(origin, 'rev-parse', 'main'));
  await workspace.advanceSession(head, leadership);
  expect(await (await workspace.openSession(null)).head()).toBe(head);
});

test('a session that lost commits is refused', async () => {
  const session = await workspace.openSession(null);
  const before = await session.head();
  sh(session.path, 'git commit -q --amend -m other');
  const { head } = await workspace.saveSession(session, leadership);
  await expect(workspace.advanceSession(head, leadership)).rejects.toThrow(
    `steps must add to the commits of the run, got ${head}, which does not hold ${before}: ` +
      'commit on top of what is there, without amend, rebase or reset',
  );
});

test("setup's untracked files are in every attempt, and in none of its commits", async () => {
  const session = await workspace.openSession(null);
  sh(session.path, `echo '*.log' > .gitignore && git add . && git commit -qm ignore`);
  sh(session.path, `mkdir 'a dir' && echo x > 'a dir/!odd [name]*.txt' && echo y > '#file' && echo z > build.log`);
  await workspace.saveSetup(session, leadership);
  const attempt = await workspace.openAttempt('item_0', 1);
  expect(sh(attempt.path, `cat 'a dir/!odd [name]*.txt' '#file' build.log; git status --short`)).toBe('x\ny\nz\n');
  sh(attempt.path, 'echo new > new.txt && git add -A && git commit -qm item');
  expect(sh(attempt.path, 'git diff --name-only HEAD~1')).toBe('new.txt\n');
  expect(sh((await workspace.openSession(null)).path, "echo k > '#file'; git status --short")).toBe('?? #file\n');
});

test('what git ignores of setup stays behind where it is too much; a clone travels without its history', async () => {
  const session = await workspace.openSession(null);
  sh(session.path, `printf 'target/\\n.env\\n' > .gitignore && git add . && git commit -qm ignore`);
  sh(session.path, `mkdir target && truncate -s 51M target/large && echo key > .env && git clone -q ${origin} tools`);
  const { checkpoint, ...lacks } = await workspace.saveSetup(session, leadership);
  expect(lacks).toEqual({ tooLarge: [{ path: 'target/', bytes: 53477376 }], repositories: ['tools/'] });
  const { path } = await workspace.openAttempt('item_0', 1);
  expect(sh(path, 'cat .env tools/README.md; ls -A; git status --short')).toBe(
    'key\nhello\n.env\n.git\n.gitignore\nREADME.md\ntools\n',
  );
  expect((await workspace.saveSession(session, leadership)).checkpoint).toBeNull();
  expect(sh((await workspace.openSession(checkpoint)).path, 'cat .env; ls -A tools')).toBe('key\nREADME.md\n');
});

test('too many bytes left by setup are an error that says so', async () => {
  const session = await workspace.openSession(null);
  sh(session.path, 'truncate -s 51M large');
  await expect(workspace.saveSetup(session, leadership)).rejects.toThrow(
    'files after setup that git neither tracks nor ignores must not exceed 52428800 bytes, got 53477376, ' +
      '53477376 of them in "large": commit what items need, and delete what they do not, or name it in \'.gitignore\'',
  );
  expect((await workspace.saveSession(session, leadership)).checkpoint).toBeNull();
});

test('an attempt is submitted where it made commits, and its checkout goes away', async () => {
  const idle = await workspace.openAttempt('item_0', 1);
  expect(await idle.submit()).toBeNull();
  const busy = await workspace.openAttempt('item_1', 2);
  sh(busy.path, 'echo 1 > one && git add . && git commit -qm one');
  const commit = await busy.submit();
  expect(run(join(root, 'demo-1.git'), 'rev-parse', 'refs/prodigy/attempts/item_1/2')).toBe(commit);
  expect(sh(busy.path, 'git log -1 --format="%an <%ae>"')).toBe('Ada <ada@example.com>\n');
  await busy.close();
  expect(existsSync(busy.path)).toBe(false);
});

test('items are merged once each, conflicts are named, and the session follows with its untracked files', async () => {
  const session = await workspace.openSession(null);
  writeFileSync(join(session.path, 'kept'), 'kept\n');
  const submitted = await Promise.all(
    ['1', '2'].map(async (n) => {
      const attempt = await workspace.openAttempt(`item_${n}`, 1);
      sh(attempt.path, `echo ${n} > README.md && echo ${n} > own-${n} && git add . && git commit -qm item`);
      return { item: `item_${n}`, attempt: 1, commit: (await attempt.submit()) as string, durationMs: 1 };
    }),
  );
  const first = await workspace.merge(submitted[0]!, leadership);
  expect(await workspace.merge(submitted[0]!, leadership)).toEqual(first);
  expect(await workspace.merge(submitted[1]!, leadership)).toEqual({ merged: false, conflicts: ['README.md'] });
  await workspace.refreshSession(session);
  expect(sh(session.path, 'cat README.md own-1 kept')).toBe('1\n1\nkept\n');
});

test('a file is read within the checkout only', async () => {
  const session = await workspace.openSession(null);
  symlinkSync('/etc/passwd', join(session.path, 'link'));
  expect(await session.read('README.md')).toBe('hello\n');
  for (const path of ['missing', '../../project/README.md', '/etc/passwd', 'link', '.', `${'x'.repeat(5000)}`, 'a\0b'])
    expect(await session.read(path)).toBeNull();
});

const FLOW = `
name: demo
mode: mapreduce
setup:
  - shell: printf '["x", "y"]' > items.json && git commit -q --allow-empty -m prepared
map:
  input: items.json
  agent_template:
    - shell: echo \${item} > \${item}.txt && git add . && git commit -qm "work \${item}"
reduce:
  - shell: cat *.txt > all && git add all && git commit -qm "\${map.successful} of \${map.total}"
`;

/** One process of a run; it dies instead of making its n-th journal entry. */
async function life(name: string, dieAt: number): Promise<boolean> {
  const journal = new FileJournal(join(root, `${name}.jsonl`), systemClock);
  let entries = 0;
  const append: FileJournal['append'] = async (entry) => {
    entries += 1;
    if (entries >= dieAt) throw new Error('killed');
    await journal.append(entry);
  };
  const engine: Engine = {
    workflow: loadWorkflow(FLOW, 'flow.yml'),
    run: { runId: name, targetBranch: 'main' },
    processes: new ChildProcesses({ env: { PATH: process.env.PATH, HOME: root }, temporary: root }),
    workspace: await newWorkspace(name),
    journal: { read: () => journal.read(), append },
    queue: new MemoryQueue(),
    clock: systemClock,
    random: () => 0.5,
    log: new RecordingLog(),
    claudeEnvironment: async () => ({}),
    secretValues: async () => ({}),
    remembered: new Map(),
    pace: { pollMs: 5 },
  };
  const over = new AbortController();
  const working = work(engine as never, over.signal);
  try {
    await lead(engine, leadership, over.signal);
    return true;
  } catch {
    return false;
  } finally {
    over.abort();
    await working;
  }
}

test('a leader killed before any journal entry is followed by one that ends with the same tree', async () => {
  let killed = 0;
  for (let dieAt = 1; ; dieAt += 1) {
    const name = `run-${dieAt}`;
    if (await life(name, dieAt)) break;
    killed += 1;
    expect(await life(name, Number.POSITIVE_INFINITY)).toBe(true);
    const branch = `prodigy/${name}`;
    expect(run(origin, 'show', `${branch}:all`)).toBe('x\ny');
    expect(run(origin, 'ls-tree', '--name-only', branch).split('\n').sort()).toEqual([
      'README.md',
      'all',
      'x.txt',
      'y.txt',
    ]);
    const subjects = run(origin, 'log', '--format=%s', branch).split('\n').sort();
    expect(subjects).toEqual(['2 of 2', 'Merge item_0', 'Merge item_1', 'first', 'prepared', 'work x', 'work y']);
    expect(readFileSync(join(root, `${name}.jsonl`), 'utf8').match(/"type":"items"/g)).toHaveLength(1);
  }
  expect(killed).toBe(9);
  expect(run(origin, 'rev-parse', 'main')).toBe(run(join(root, 'demo-1.git'), 'rev-parse', Ref.BASE));
}, 180_000);
