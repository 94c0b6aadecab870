import { Redis } from 'ioredis';
import { Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import { runConfig } from '../server/workspace-under-test';
import { MAPREDUCE, makeRun, redis, report, show, startAgent, workspace } from './agents-under-test';

const key = (name: string): string => `bull:${runConfig('').runId}:${name}`;

/** Write into the queue as somebody does who has its password. */
async function intrude(write: (intruder: Redis) => Promise<unknown>): Promise<void> {
  const { body } = await workspace.call('agent-0', `GET ${Route.QUEUE_PASSWORD}`);
  const intruder = new Redis({ ...redis!.address, password: String(body).trim() });
  await write(intruder);
  intruder.disconnect();
}

async function putStrangers(intruder: Redis): Promise<void> {
  const job = { name: 'item', opts: '{}', timestamp: '1', priority: '0' };
  await intruder.hset(key('item_77'), { ...job, data: '{"data":"evil","total":6}' });
  await intruder.hset(key('--all'), { ...job, data: '{"data":"evil","total":6}' });
  await intruder.lpush(key('wait'), 'item_77', '--all', '../item_0');
  const result = { attempt: 1, commit: 'f'.repeat(40), durationMs: 1 };
  await intruder.hset(key('item_88'), { ...job, data: '{}', ats: '1', returnvalue: JSON.stringify(result) });
  await intruder.zadd(key('completed'), 1, 'item_88', 2, 'item_0\n');
}

test('jobs and results that the run does not list are neither worked on nor merged, and keep nobody from the rest', async () => {
  await makeRun(MAPREDUCE);
  await intrude(putStrangers);
  const agent = await startAgent(0, MAPREDUCE);
  expect(await agent.done).toBe(0);
  expect(report()).toMatchObject({ outcome: 'complete', items: { total: 6, merged: 6, dead: 0 } });
  expect(await show('all')).toBe('a.txt b.txt c.txt d.txt e.txt f.txt 6/6');
  const refs = await git(['for-each-ref', '--format=%(refname)', 'refs/prodigy'], { cwd: workspace.repository });
  expect(refs).not.toMatch(/77|88|all/);
  expect(agent.log.messages('warn')).toContain('the queue has a result of "item_88", which is no item of this run');
});

test('a result that names a commit of somebody else is not merged', async () => {
  await makeRun(MAPREDUCE);
  const commit = await workspace.ref('refs/prodigy/base');
  const returnvalue = JSON.stringify({ attempt: 1, commit, durationMs: 1 });
  await intrude(async (intruder) => {
    await intruder.hset(key('item_0'), { name: 'item', opts: '{}', data: '{}', ats: '1', returnvalue });
    await intruder.zadd(key('completed'), 1, 'item_0');
  });
  const agent = await startAgent(0, MAPREDUCE);
  expect(await agent.done).toBe(0);
  expect(report()).toMatchObject({ items: { total: 6, merged: 5, dead: 1 } });
  expect(report().failures[0]).toMatchObject({ item: 'item_0', reason: expect.stringContaining("'commit' must be") });
});

test('a queue that nobody can work with ends the run with 20 and the key that is wrong', async () => {
  await makeRun(MAPREDUCE);
  await intrude((intruder) => intruder.set(key('wait'), 'x'));
  const agent = await startAgent(0, MAPREDUCE);
  expect(await agent.done).toBe(20);
  const reason = `the Redis key '${key('wait')}' must be a list, got a string: keep others from writing to the run's queue`;
  expect(report()).toMatchObject({ outcome: 'refused', exitCode: 20, reason });
});
