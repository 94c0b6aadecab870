import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMIT_FILE, LocalWorld } from './local-world';

let world: LocalWorld;
beforeEach(() => {
  world = new LocalWorld();
});
afterEach(() => world.remove());

const folderOf = (runId: string, file = ''): string => join(world.home, '.prodigy/runs', runId, file);

/** Steps that say when they run, the second of which waits until it is let go on. */
const waiting = (): string => `
env: { LOG: "${world.root}/log", GO: "${world.root}/go" }
commands:
- shell: echo one >> $LOG; echo one > one.txt; git add . && git commit --quiet -m one
- shell: echo two \${name:-x} $ARG >> $LOG; test -e $GO || sleep 30
- shell: git add . && git commit --quiet --allow-empty -m three
`;

const logged = (): string => (existsSync(`${world.root}/log`) ? readFileSync(`${world.root}/log`, 'utf8') : '');

async function interruptInSecondStep(): Promise<unknown> {
  const stop = new AbortController();
  const given = { argument: 'arg', parameters: { name: 'Ada' }, runId: 'demo-1', signal: stop.signal };
  const first = world.run(waiting(), given);
  while (!logged().includes('two')) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  return first;
}

test('an interrupted run goes on with what it began with, and no step runs twice that was done', async () => {
  expect(await interruptInSecondStep()).toMatchObject({
    outcome: 'cancelled',
    reason: "interrupted: 'prodigy-k8s resume demo-1' goes on",
  });
  writeFileSync(`${world.root}/go`, '');
  expect(await world.resume('demo-1')).toMatchObject({ outcome: 'complete', result: { commits: 2 } });
  expect(logged()).toBe('one\ntwo Ada arg\ntwo Ada arg\n');
});

test('a run starts from the commit that was there when it began', async () => {
  const base = world.git('rev-parse', 'main');
  await interruptInSecondStep();
  world.git('commit', '--quiet', '--allow-empty', '-m', 'meanwhile');
  rmSync(folderOf('demo-1', 'run.git'), { recursive: true });
  rmSync(folderOf('demo-1', 'journal.jsonl'));
  writeFileSync(`${world.root}/go`, '');
  expect(await world.resume('demo-1')).toMatchObject({ outcome: 'complete', base });
});

test('locks that a killed git left behind stop nothing', async () => {
  await interruptInSecondStep();
  for (const lock of ['config.lock', 'refs/prodigy/session.lock'])
    writeFileSync(folderOf('demo-1', `run.git/${lock}`), '');
  writeFileSync(`${world.root}/go`, '');
  expect(await world.resume('demo-1')).toMatchObject({ outcome: 'complete' });
});

test('a run killed between its end and its report is concluded', async () => {
  await world.run('- shell: exit 3', { runId: 'demo-1' });
  rmSync(folderOf('demo-1', 'report.json'));
  expect(await world.resume('demo-1')).toMatchObject({ outcome: 'failed' });
  expect(existsSync(folderOf('demo-1', 'report.json'))).toBe(true);
});

describe('refuses', () => {
  test.each(['gone', '../demo', '.'])('run %j, which never was', async (runId) => {
    await expect(world.resume(runId)).rejects.toThrow(`there is no run ${runId} here: see prodigy-k8s status`);
  });

  test('a run that has ended, and removes what a kill left of it', async () => {
    await world.run(COMMIT_FILE, { runId: 'demo-1' });
    mkdirSync(folderOf('demo-1', 'run.git'));
    await expect(world.resume('demo-1')).rejects.toThrow(
      'run demo-1 has ended: see prodigy-k8s status demo-1, or start another',
    );
    expect(existsSync(folderOf('demo-1', 'run.git'))).toBe(false);
  });

  test('a run whose request is broken', async () => {
    await world.run(COMMIT_FILE, { runId: 'demo-1' });
    writeFileSync(folderOf('demo-1', 'request.json'), '{');
    await expect(world.resume('demo-1')).rejects.toThrow(
      `${folderOf('demo-1', 'request.json')}:1:1: must be a JSON object: restore the file, or start a new run`,
    );
  });

  test('a run that is under way in another process', async () => {
    await world.run(COMMIT_FILE, { runId: 'demo-1' });
    writeFileSync(folderOf('demo-1', 'lock'), String(process.ppid));
    await expect(world.resume('demo-1')).rejects.toThrow(
      `run demo-1 is under way in process ${process.ppid}: wait until it has ended`,
    );
  });
});
