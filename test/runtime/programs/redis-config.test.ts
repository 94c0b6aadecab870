import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Path } from '../../../contract/paths';
import { Route } from '../../../contract/workspace-api';
import { redisConfig, redisConfigProgram } from '../../../runtime/programs/redis-config';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { ShiftedClock } from '../server/shifted-clock';
import { RUN_ID } from '../server/token-issuer';
import { until, WorkspaceUnderTest } from '../server/workspace-under-test';

afterAll(removeTemporaryFolders);

let workspace: WorkspaceUnderTest;
beforeEach(async () => {
  workspace = await WorkspaceUnderTest.make();
});
afterEach(() => workspace.close());

const putToken = async (account: string): Promise<void> =>
  workspace.put(Path.WORKSPACE_TOKEN_FILE, await workspace.issuer.token('redis-0', { account }));

test('the password that agents get is written for Redis alone to read', async () => {
  await workspace.start();
  await putToken(`prodigy-redis-${RUN_ID}`);
  expect(await redisConfigProgram(workspace.context(), { workspaceUrl: workspace.url })).toBe(0);
  const path = workspace.path(Path.REDIS_CONFIG_FILE);
  const { body: password } = await workspace.call('agent-0', `GET ${Route.QUEUE_PASSWORD}`);
  expect(password).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await readFile(path, 'utf8')).toBe(redisConfig(password));
  expect((await stat(path)).mode & 0o777).toBe(0o400);
  expect(await redisConfigProgram(workspace.context(), { workspaceUrl: workspace.url })).toBe(0);
  expect(workspace.log.lines.join('\n')).not.toContain(password);
});

test('the password stays the same over a restart of the server', async () => {
  await workspace.start();
  const { body: first } = await workspace.call('agent-0', `GET ${Route.QUEUE_PASSWORD}`);
  await workspace.stop();
  await workspace.start();
  expect((await workspace.call('agent-0', `GET ${Route.QUEUE_PASSWORD}`)).body).toBe(first);
});

test('Redis’ own account gets the password and nothing else', async () => {
  await workspace.start();
  const token = await workspace.issuer.token('redis-0', { account: `prodigy-redis-${RUN_ID}` });
  const headers = { authorization: `Bearer ${token}` };
  await workspace.call('agent-0', `GET ${Route.RUN}`);
  const response = await fetch(workspace.url + Route.RUN, { headers });
  expect([response.status, await response.json()]).toEqual([403, { error: 'this call is not for the redis account' }]);
});

test('a workspace server that gives no password for 15 minutes ends the wait', async () => {
  await putToken('default');
  await workspace.start();
  const clock = new ShiftedClock();
  const running = redisConfigProgram(workspace.context(), { workspaceUrl: workspace.url, clock });
  await until(() => workspace.log.lines.some((line) => line.startsWith('info: no password yet')));
  clock.advance(15 * 60_000);
  expect(await running).toBe(20);
  expect(workspace.log.lines.at(-1)).toBe(
    'error: the workspace server gave no password: 403 {"error":"the service account of this token has no part in this run"}',
  );
});

test('a stopped container waits no longer', async () => {
  const context = workspace.context();
  const stopping = new AbortController();
  await putToken('default');
  const signal = stopping.signal;
  const running = redisConfigProgram({ ...context, signal }, { workspaceUrl: 'http://127.0.0.1:1' });
  stopping.abort();
  expect(await running).toBe(10);
});

test('redis-server takes the configuration', async () => {
  const folder = temporaryFolder();
  const socket = join(folder, 'redis.sock');
  const file = join(folder, 'redis.conf');
  const text = redisConfig('p'.repeat(43))
    .replace(`dir ${Path.REDIS_DATA}`, `dir ${folder}`)
    .replace(/^port .*/m, 'port 0');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${text}unixsocket ${socket}\n`);
  const server = spawn('redis-server', [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await until(async () => stat(socket).catch(() => null));
    const cli = (...args: string[]): string =>
      execFileSync('redis-cli', ['-s', socket, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(cli('PING')).toContain('NOAUTH');
    const auth = ['-a', 'p'.repeat(43)];
    expect(cli(...auth, 'INFO', 'memory')).toContain('maxmemory_policy:noeviction');
    expect(cli(...auth, 'INFO', 'persistence')).toContain('aof_enabled:1');
    expect(cli(...auth, 'EVAL', 'return 1', '0')).toContain('1');
    expect(cli(...auth, 'FLUSHALL')).toContain('unknown command');
  } finally {
    server.kill();
  }
});
