import { redisPlace, runRedis } from '../../constructs/existing-redis';
import { type ExistingRedis, formatRunRedis, parseRunRedis } from '../../contract/existing-redis';

const everything: Required<ExistingRedis> = {
  host: 'redis.data.svc',
  port: 6380,
  tls: true,
  username: 'prodigy',
  passwordKey: 'queue-password',
  keyPrefix: '{team}',
  addresses: ['10.1.0.0/16'],
};

test('agents are told every setting but where policies find it', () => {
  const { addresses: _, ...told } = everything;
  expect(parseRunRedis(formatRunRedis(runRedis(everything)))).toEqual(told);
  expect(runRedis({ host: 'redis' })).toMatchObject({ port: 6379, tls: false, keyPrefix: 'prodigy' });
});

test('what agents cannot have been told is refused', () => {
  expect(() => parseRunRedis('{"host":"a"}')).toThrow(
    new Error(`'redis' must have host, port, tls and keyPrefix, got {"host":"a"}: render the run again`),
  );
});

test.each<[Partial<ExistingRedis>, string]>([
  [
    { host: 'redis://a:6379' },
    `'redis.host' must be a host name or IPv4 address, got "redis://a:6379": leave scheme and port out`,
  ],
  [{ port: 0 }, "'redis.port' must be an integer from 1 to 65535, got 0: Redis' own is 6379"],
  [
    { username: 'me', passwordKey: undefined },
    "'redis.passwordKey' must be given beside a user name, got none for me: name the key",
  ],
  [
    { keyPrefix: 'a*' },
    `'redis.keyPrefix' must be 1 to 64 letters, digits and any of _.:{}-, got "a*": leave it out for prodigy`,
  ],
])('%j is refused', (wrong, message) => {
  expect(() => runRedis({ ...everything, ...wrong })).toThrow(new Error(message));
});

test('a Redis that no policy could open the way to is refused', () => {
  expect(() => redisPlace({ host: 'redis.example.com' }, false)).toThrow(
    new Error(
      "'redis.addresses' must be given where network policies take no host names, got none for redis.example.com: " +
        'name its IPv4 blocks',
    ),
  );
  expect(() => redisPlace({ host: 'redis.example.com', addresses: ['example.com'] }, false)).toThrow(
    new Error(`'redis.addresses' must be IPv4 blocks, got "example.com": write 10.20.0.0/16`),
  );
  expect(redisPlace({ host: 'redis.example.com' }, true)).toEqual({ kind: 'name' });
});
