// Starts, failed starts and stops of the cluster, seen from the machine that it runs on. It must be down before.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bringDown } from '../../../devcluster/bring-up';
import { LOGS, PROCESSES } from '../../../devcluster/paths';
import { prepare } from '../../../devcluster/start';
import { clusterState } from '../../../devcluster/state';
import { footprint } from './footprint';
import { NpmScript } from './npm-script';

type Footprint = Awaited<ReturnType<typeof footprint>>;

/** Milliseconds in which everything can be built, where the cache is cold. */
const COLD_MS = 45 * 60_000;
let before: Footprint;

beforeAll(async () => {
  if ((await clusterState()) !== 'down') throw new Error("'cluster' must be down, got more: npm run cluster:down");
  before = await footprint();
  await prepare();
}, COLD_MS);

afterAll(async () => {
  if ((await clusterState()) !== 'down') await bringDown();
});

async function scriptEnds(name: string): Promise<{ code: number | null; stderr: string }> {
  const script = new NpmScript(name);
  return { code: await script.ended, stderr: script.stderr };
}

describe('a cluster that is up', () => {
  let running: Footprint;

  beforeAll(async () => {
    expect(await scriptEnds('cluster:up')).toMatchObject({ code: 0, stderr: expect.stringContaining('cluster: up;') });
    running = await footprint();
  }, COLD_MS);

  test('has its processes, mounts and network in sight', () => {
    const names = running.processes.map((line) => line.replace(/^\d+ /, ''));
    expect(names).toEqual(expect.arrayContaining(['etcd', 'kube-apiserver', 'kubelet', 'containerd']));
    expect(running).toMatchObject({ networks: expect.arrayContaining(['prodigy-dev']) });
    expect(running.controlGroups.length).toBeGreaterThan(0);
    expect(running.mounts.length).toBeGreaterThan(0);
  });

  test('is not started again', async () => {
    const again = await scriptEnds('cluster:up');
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('cluster: already up') });
    expect((await footprint()).processes).toEqual(expect.arrayContaining(running.processes));
  });

  test('leaves nothing behind when it is stopped', async () => {
    expect(await scriptEnds('cluster:down')).toMatchObject({ code: 0 });
    expect(await footprint()).toEqual(before);
  });

  test('may be stopped again', async () => {
    expect(await scriptEnds('cluster:down')).toMatchObject({ code: 0 });
  });
});

test.each(['network, control groups', 'etcd, API server', 'controllers, node'])(
  'a start that is interrupted at "%s" leaves nothing behind',
  async (step) => {
    const start = new NpmScript('cluster:up');
    await start.printed(`cluster: ${step}`);
    start.interrupt();
    expect(await start.ended).not.toBe(0);
    expect(start.stderr).toContain(`cluster: the start failed and is undone; logs stay in ${LOGS}`);
    expect(start.stderr).toContain("'cluster:up' must not be interrupted, got SIGINT");
    expect(await footprint()).toEqual(before);
  },
);

test('a start whose API server dies leaves nothing behind, and names its log', async () => {
  const start = new NpmScript('cluster:up');
  process.kill(await recordedPid('kube-apiserver'), 'SIGKILL');
  expect(await start.ended).toBe(1);
  expect(start.stderr).toContain(
    `'kube-apiserver' must keep running, got its end: see ${join(LOGS, 'kube-apiserver.log')}`,
  );
  expect(await footprint()).toEqual(before);
});

/** Process id of a part of the cluster, as soon as it has one. */
async function recordedPid(name: string): Promise<number> {
  for (;;) {
    const text = await readFile(join(PROCESSES, name), 'utf8').catch(() => '');
    if (text) return JSON.parse(text).pid;
    await sleep(20);
  }
}
