import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { alive } from '../runtime/adapters/processes/alive';
import { Scratch } from './prodigy';

const SEED = Number(process.env.PRODIGY_TEST_SEED ?? Math.floor(Math.random() * 1e9));
/** Milliseconds after the sign of a phase at which the program is killed, at most. */
const LATEST = 400;

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

/** Numbers from 0 to 1 that depend on the seed alone (Park and Miller's generator). */
function numbers(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Every step says in a file outside who it is before it works, and once it is done. */
const workflow = (log: string): string => {
  const step = (name: string, script: string): string =>
    `shell: "echo begin ${name} $$ >> ${log}; sleep 0.1; ${script}; echo end ${name} >> ${log}"`;
  const commit = (name: string): string => `git add ${name}.txt; git commit -qm ${name}`;
  return `
name: killed
mode: mapreduce
setup:
  - ${step('setup-1', `seq 1 6 > items.txt; ${commit('items')}`)}
  - ${step('setup-2', 'echo untracked > .cache')}
map:
  input: cat items.txt
  max_parallel: 2
  agent_template:
    - ${step('$ITEM', 'cat .cache > $ITEM.txt')}
    - ${step('$ITEM-commit', 'git add $ITEM.txt; git commit -qm $ITEM')}
reduce:
  - ${step('reduce', `cat item_*.txt > all.txt; ${commit('all')}`)}
merge:
  - ${step('merge', 'git checkout -q main; git merge -q --no-ff -m merged $merge_source')}
`
    .replaceAll('$ITEM', '${item_id}')
    .replace('$merge_source', '${merge.source_branch}');
};

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const log = (): string => textOf(join(scratch.path, '.home/log'));
const linesOf = (text: string): string[] => text.split('\n').filter(Boolean);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

function begin(): void {
  scratch.write('.gitignore', '.home\n*.ignored\n');
  scratch.write('mine.ignored', 'mine');
  scratch.write('.home/log', '');
  scratch.write('flow.yaml', workflow(join(scratch.path, '.home/log')));
  scratch.commit();
}

/** The items whose attempts are known to have ended. */
function finishedItems(): string[] {
  const results = linesOf(textOf(join(scratch.path, '.home/.prodigy/runs/mine/results.jsonl')));
  return results.map((line) => (JSON.parse(line) as { item: string }).item);
}

const executions = (item: string): number => linesOf(log()).filter((line) => line.startsWith(`begin ${item} `)).length;

/** @returns how often what was finished had run when the program was killed. */
async function killAfter(child: ChildProcess, sign: string, delay: number): Promise<Map<string, number>> {
  await until(() => log().includes(sign) || child.exitCode !== null);
  await sleep(delay);
  const exited = child.exitCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGKILL');
  await exited;
  const pids = linesOf(log()).flatMap((line) => (line.startsWith('begin') ? [Number(line.split(' ')[2])] : []));
  for (const pid of pids) await until(() => !alive(pid));
  return new Map(finishedItems().map((item) => [item, executions(item)]));
}

test('a run that is killed in every phase ends as if nothing had been', async () => {
  process.stderr.write(`seed ${SEED}: PRODIGY_TEST_SEED=${SEED} kills at the same moments\n`);
  const random = numbers(SEED);
  begin();
  const before = scratch.git('status', '--porcelain', '--ignored');
  const finished = new Map<string, number>();
  let child = scratch.start('run', 'flow.yaml', '--run-id', 'mine');
  for (const sign of [
    'begin setup-1',
    'begin setup-2',
    'begin item_0 ',
    'end item_1-commit',
    'begin reduce',
    'begin merge',
  ]) {
    for (const [item, times] of await killAfter(child, sign, random() * LATEST))
      if (!finished.has(item)) finished.set(item, times);
    child = scratch.start('resume', 'mine', '--quiet');
  }
  if (child.exitCode === null) await once(child, 'exit');
  expect(finished.size).toBeGreaterThan(1);
  expect(new Map([...finished.keys()].map((item) => [item, executions(item)]))).toEqual(finished);
  expect(JSON.parse(scratch.prodigy('status', 'mine', '-o', 'json').stdout)).toMatchObject({
    outcome: 'complete',
    items: { total: 6, merged: 6 },
  });
  expect(scratch.git('ls-tree', '--name-only', 'prodigy/mine').split('\n')).toEqual([
    '.gitignore',
    'all.txt',
    'flow.yaml',
    ...[0, 1, 2, 3, 4, 5].map((index) => `item_${index}.txt`),
    'items.txt',
  ]);
  expect(scratch.git('show', 'prodigy/mine:all.txt')).toBe(Array(6).fill('untracked').join('\n'));
  const trailers = scratch.git('log', '--format=%(trailers:key=Prodigy-Item,valueonly,separator=)', 'prodigy/mine');
  expect(linesOf(trailers).sort()).toEqual([0, 1, 2, 3, 4, 5].map((index) => `item_${index}`));
  expect(scratch.git('status', '--porcelain', '--ignored')).toBe(before);
  expect(scratch.git('branch', '--format=%(refname:short)').split('\n')).toEqual(['main', 'prodigy/mine']);
  expect(linesOf(scratch.git('worktree', 'list'))).toHaveLength(1);
  expect(readdirSync(join(scratch.path, '.home/.prodigy/runs/mine')).sort()).toEqual([
    'journal.jsonl',
    'report.json',
    'request.json',
    'workflow.yaml',
  ]);
});
