import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listInRedis, retryInRedis } from '../../cli/commands/dlq-in-redis';
import { redisOf } from '../../cli/redis-flags';
import type { Terminal } from '../../cli/terminal';
import { removeTemporaryFolders, temporaryFolder } from '../runtime/adapters/git/temporary-repository';
import { freePort, RedisServer } from '../runtime/adapters/queue/redis-server';
import { Scratch } from './prodigy';

afterAll(removeTemporaryFolders);

const cwd = temporaryFolder();
const terminal = { cwd, home: cwd, env: { PASSWORD: 'open-sesame' } } as unknown as Terminal;

test('a URL, a source of its password and a prefix say where a queue is', () => {
  expect(redisOf({}, terminal)).toBeUndefined();
  expect(redisOf({ redisUrl: 'redis://cache.team' }, terminal)).toEqual({
    ...{ host: 'cache.team', port: 6379, tls: false, prefix: 'prodigy' },
  });
  const flags = { redisUrl: 'rediss://ro%20bot@[::1]:7000/', redisPassword: 'env:PASSWORD', redisPrefix: 'bull' };
  expect(redisOf(flags, terminal)).toEqual({
    ...{ host: '::1', port: 7000, tls: true, username: 'ro bot', password: 'open-sesame', prefix: 'bull' },
  });
});

test('the password may lie in a file that its owner alone may read', () => {
  writeFileSync(join(cwd, 'password'), 'from-file\n', { mode: 0o600 });
  expect(redisOf({ redisUrl: 'redis://a', redisPassword: 'file:password' }, terminal)?.password).toBe('from-file');
  writeFileSync(join(cwd, 'open'), 'from-file\n', { mode: 0o644 });
  expect(() => redisOf({ redisUrl: 'redis://a', redisPassword: 'file:open' }, terminal)).toThrow(
    "'redis-password' must come from a file that its owner alone may read, got file:open with mode 0644: chmod 600 it",
  );
});

test.each([
  [
    { redisUrl: 'redis://:hunter2@cache' },
    "'--redis-url' must not hold a password, got one: others could see it. Name where to read it: --redis-password env:NAME",
  ],
  [{ redisUrl: 'http://cache' }, "'--redis-url' must be redis[s]://[user@]host[:port], got http://cache"],
  [{ redisUrl: 'redis://cache/3' }, "'--redis-url' must be redis[s]://[user@]host[:port], got redis://cache/3"],
  [
    { redisUrl: 'redis://cache', redisPassword: 'hunter2' },
    "'--redis-password' must be env:NAME or file:PATH, never the password itself",
  ],
  [
    { redisUrl: 'redis://cache', redisPassword: 'env:NONE' },
    "'redis-password' must come from a variable that is set, got env:NONE: export it first",
  ],
  [{ redisPrefix: 'bull' }, "'--redis-prefix' must come with --redis-url, got none: name the Redis, or leave it out"],
])('%j is refused with the way out, and no password is told', (flags, message) => {
  expect(() => redisOf(flags, terminal)).toThrow(new Error(message));
  expect(message).not.toContain('hunter2');
});

test('the command line refuses what would be ignored, and a run that is not named', () => {
  const scratch = new Scratch();
  const dlq = (...args: string[]): string => scratch.prodigy('dlq', ...args, '--redis-url', 'redis://cache').stderr;
  expect(dlq('list')).toBe("prodigy-k8s: '--run' must be given with --redis-url, got none\n");
  expect(dlq('retry', '--run', 'a', '--quiet')).toBe(
    "prodigy-k8s: '--quiet' must not come with --redis-url: the run keeps the agents it started with\n",
  );
  expect(dlq('list', '--cluster', 'production')).toContain(
    "option '--redis-url <url>' cannot be used with option '--cluster",
  );
  scratch.remove();
});

test('a Redis that refuses, or does not answer, is named without what it was told', async () => {
  const server = await RedisServer.start({ password: 'open-sesame' });
  const at = (password: string) => ({ redis: { ...server.address, password, prefix: 'prodigy' }, run: 'a' });
  const where = `Redis at 127.0.0.1:${server.port} must answer: `;
  await expect(listInRedis(at('wr0ng'), terminal)).rejects.toThrow(new RegExp(`^${where}WRONGPASS (?!.*wr0ng)`));
  const said: string[] = [];
  await retryInRedis(at('open-sesame'), { progress: (text: string) => said.push(text) } as unknown as Terminal);
  expect(said).toEqual(['no dead letters\n']);
  await server.remove();
  const port = await freePort();
  const nobody = { redis: { host: '127.0.0.1', port, prefix: 'prodigy' }, run: 'a' };
  await expect(listInRedis(nobody, terminal)).rejects.toThrow(
    `Redis at 127.0.0.1:${port} must answer: connect ECONNREFUSED`,
  );
});
