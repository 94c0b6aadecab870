import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Annotation } from '../../../contract/labels';
import { git } from '../../../runtime/adapters/git/git';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { JOB, JOB_PATH, until } from '../server/workspace-under-test';
import { MAPREDUCE, makeRun, report, show, startAgent, workspace } from './agents-under-test';

/** Steps tell that they have begun, and wait here until the test lets them go on. */
let gate: string;
beforeEach(() => {
  gate = temporaryFolder();
});

/** A lease that no busy machine outlives: who is told to stop gives it up. */
const LEASE = { timing: { leaseSeconds: 30, lockSeconds: 2 } };

const at = (name: string) => join(gate, name);
const open = () => writeFile(at('go'), '');
const waiting = (name: string) =>
  `echo "${name}" >> "$GATE/begun"; touch "$GATE/${name}-here"; while [ ! -e "$GATE/go" ]; do sleep 0.02; done`;
const gated = (workflow: string) => `env: { GATE: "${gate}" }\n${workflow}`;
const items = (before: string) => gated(MAPREDUCE.replace('- shell: cat .cache', `- shell: ${before}; cat .cache`));

const attempts = async (): Promise<string[]> => {
  const format = '--format=%(trailers:key=Prodigy-Attempt,valueonly,separator=)';
  const lines = await git(['log', format, 'refs/prodigy/session'], { cwd: workspace.repository });
  return lines.split('\n').filter(Boolean).sort();
};

test('an item that ends within the grace period counts, while another agent leads already', async () => {
  const flow = items(waiting(`\${item_id}`));
  await makeRun(flow, LEASE);
  const first = await startAgent(0, flow, undefined, undefined, { drainMs: 60_000 });
  await until(() => existsSync(at('item_0-here')));
  const second = await startAgent(1, flow);
  await until(() => existsSync(at('item_1-here')));
  first.stop();
  await until(() => second.log.messages('info').includes('this agent leads'));
  await open();
  expect([await first.done, await second.done]).toEqual([10, 0]);
  expect(await show('all')).toBe('a.txt b.txt c.txt d.txt e.txt f.txt 6/6');
  expect(await attempts()).toEqual(['1', '1', '1', '1', '1', '1']);
});

test('no step of an item is begun after the one in hand: the item goes back unspent', async () => {
  const second = `\n    - shell: echo "\${item_id}" >> "$GATE/second"\nreduce:`;
  const flow = items(waiting(`\${item_id}`)).replace('\nreduce:', second);
  await makeRun(flow, LEASE);
  const first = await startAgent(0, flow, undefined, undefined, { drainMs: 60_000 });
  await until(() => existsSync(at('item_0-here')));
  first.stop();
  await open();
  expect(await first.done).toBe(10);
  expect(existsSync(at('second'))).toBe(false);
  expect(first.log.messages('info')).toContainEqual(
    expect.stringMatching(/^item_0 is given back before 'echo .*': this agent is stopping$/),
  );
  expect(await (await startAgent(1, flow)).done).toBe(0);
  expect(report()).toMatchObject({ items: { total: 6, merged: 6, dead: 0 } });
  expect(await attempts()).toEqual(['1', '1', '1', '1', '1', '2']);
});

test('when the grace period is over, the step gets SIGTERM and its item goes back unspent', async () => {
  const flow = items(`trap 'touch "$GATE/told"; exit 1' TERM; ${waiting(`\${item_id}`)}`);
  await makeRun(flow);
  const first = await startAgent(0, flow, undefined, undefined, { drainMs: 300 });
  await until(() => existsSync(at('item_0-here')));
  first.stop();
  expect(await first.done).toBe(10);
  expect(existsSync(at('told'))).toBe(true);
  await open();
  expect(await (await startAgent(1, flow)).done).toBe(0);
  expect(report()).toMatchObject({ items: { total: 6, merged: 6, dead: 0 } });
  expect(await attempts()).toEqual(['1', '1', '1', '1', '1', '2']);
});

test('a step of the leader that ends within the grace period is not run again', async () => {
  const commit = 'git commit --quiet --allow-empty -m';
  const flow = gated(`commands:\n  - shell: ${waiting('one')}; ${commit} one\n  - shell: ${commit} two`);
  await makeRun(flow, LEASE);
  const first = await startAgent(0, flow, undefined, undefined, { drainMs: 60_000 });
  await until(() => existsSync(at('one-here')));
  first.stop();
  await open();
  expect(await first.done).toBe(10);
  expect(await (await startAgent(0, flow)).done).toBe(0);
  expect(await readFile(at('begun'), 'utf8')).toBe('one\n');
  expect(report()).toMatchObject({ outcome: 'complete', result: { commits: 2 } });
});

const cancelDraining = (): void => {
  const metadata = { ...JOB.metadata, annotations: { [Annotation.DRAIN]: 'for today' } };
  workspace.api.objects.set(JOB_PATH, { ...JOB, metadata });
};
const isHeeded = ({ log }: { readonly log: { messages(level: 'info'): string[] } }): boolean =>
  log.messages('info').includes('the run begins nothing more: for today');

test('a run that drains merges what its agents have in hand, and ends as cancelled', async () => {
  const flow = items(waiting(`\${item_id}`));
  await makeRun(flow, LEASE);
  const both = [await startAgent(0, flow), await startAgent(1, flow)];
  await until(() => existsSync(at('item_0-here')) && existsSync(at('item_1-here')));
  cancelDraining();
  await until(() => both.every(isHeeded));
  await open();
  expect(await Promise.all(both.map(({ done }) => done))).toEqual([30, 30]);
  expect(report()).toMatchObject({
    outcome: 'cancelled',
    reason: 'for today',
    items: { total: 6, merged: 2, dead: 0, skipped: 0 },
  });
  expect((await readFile(at('begun'), 'utf8')).split('\n').filter(Boolean).sort()).toEqual(['item_0', 'item_1']);
});

test('a next leader ends a run that drains, where the first has died', async () => {
  const flow = items(waiting(`\${item_id}`));
  await makeRun(flow, LEASE);
  const first = await startAgent(0, flow);
  await until(() => existsSync(at('item_0-here')));
  cancelDraining();
  await until(() => isHeeded(first));
  first.stop();
  expect(await first.done).toBe(10);
  expect(await (await startAgent(0, flow)).done).toBe(30);
  expect(report()).toMatchObject({ outcome: 'cancelled', reason: 'for today', items: { total: 6, merged: 0 } });
});
