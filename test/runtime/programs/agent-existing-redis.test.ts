import { mkdir, writeFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { Env } from '../../../contract/environment';
import type { RunRedis } from '../../../contract/existing-redis';
import { Path } from '../../../contract/paths';
import { agentProgram } from '../../../runtime/programs/agent';
import { RecordingLog } from '../adapters/log/recording-log';

import { agentRoot, MAPREDUCE, makeRun, redis, replaceRedis, report, service, startAgent } from './agents-under-test';

/** A Redis that others use too, and how the run is told of it. */
async function sharedRedis(): Promise<RunRedis> {
  const { host, port } = (await replaceRedis('open-sesame')).address;
  return { host, port, tls: false, passwordKey: 'queue-password', keyPrefix: 'prodigy' };
}

test('agents share the items of a workflow in an existing Redis, and leave no key there', async () => {
  await makeRun(MAPREDUCE);
  const existing = { redis: await sharedRedis(), password: 'open-sesame' };
  const others = new Redis(redis!.address);
  await others.set('prodigy:other:meta', 'x');
  const running = await Promise.all([0, 1].map((index) => startAgent(index, MAPREDUCE, undefined, existing)));
  expect(await Promise.all(running.map(({ done }) => done))).toEqual([0, 0]);
  expect(report().items).toEqual({ total: 6, merged: 6, unchanged: 0, dead: 0, skipped: 0 });
  expect(await others.keys('*')).toEqual(['prodigy:other:meta']);
  others.disconnect();
});

test('an agent that an existing Redis refuses exits 20 and says why, but not with what', async () => {
  await makeRun(MAPREDUCE);
  const existing = { redis: await sharedRedis(), password: 'wr0ng' };
  const root = await agentRoot('agent-0', MAPREDUCE, { redis: existing.redis });
  await mkdir(`${root}${Path.SECRETS}`, { recursive: true });
  await writeFile(`${root}${Path.SECRETS}/queue-password`, existing.password);
  const log = new RecordingLog();
  const env = { PATH: process.env.PATH, HOME: root, [Env.POD_NAME]: 'agent-0' };
  const options = { workspaceUrl: await service(), patienceSeconds: 1 };
  expect(await agentProgram({ env, log, signal: new AbortController().signal, root }, options)).toBe(20);
  expect(log.messages('error')).toEqual([
    expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+ must accept user default with its password: WRONGPASS /),
  ]);
  expect(JSON.stringify(log.lines)).not.toContain(existing.password);
});
