import type { ExistingRedis, RunRedis } from '../contract/existing-redis';
import { Port } from '../contract/network';
import { allowedHost } from './allowed-host';

/** A DNS name or IPv4 address. */
const HOST = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
/** `service`, or `service.namespace.svc` with or without the cluster's domain. */
const SERVICE = /^[^.]+(?:\.([^.]+)\.svc(?:\..+)?)?$/;
/** No glob characters, so that patterns match the prefix literally; braces form a hash tag for Redis Cluster. */
const PREFIX = /^[A-Za-z0-9_.:{}-]{1,64}$/;
const DEFAULT_PREFIX = 'prodigy';

/** How policies address an existing Redis: a namespace's pods (undefined: the run's own), blocks, or a host name. */
export type RedisPlace =
  | { readonly kind: 'service'; readonly namespace: string | undefined }
  | { readonly kind: 'blocks'; readonly cidrs: readonly string[] }
  | { readonly kind: 'name' };

/**
 * Validate an existing Redis and fill in its defaults.
 *
 * @throws Error if a setting is invalid.
 */
export function runRedis(redis: ExistingRedis): RunRedis {
  const { host, port = Port.REDIS, tls = false, username, passwordKey, keyPrefix = DEFAULT_PREFIX } = redis;
  if (!HOST.test(host))
    throw new Error(
      `'redis.host' must be a host name or IPv4 address, got ${JSON.stringify(host)}: leave scheme and port out`,
    );
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`'redis.port' must be an integer from 1 to 65535, got ${port}: Redis' own is ${Port.REDIS}`);
  if (username !== undefined && passwordKey === undefined)
    throw new Error(`'redis.passwordKey' must be given beside a user name, got none for ${username}: name the key`);
  if (!PREFIX.test(keyPrefix))
    throw new Error(
      `'redis.keyPrefix' must be 1 to 64 letters, digits and any of _.:{}-, got ${JSON.stringify(keyPrefix)}: ` +
        `leave it out for ${DEFAULT_PREFIX}`,
    );
  return { host, port, tls, username, passwordKey, keyPrefix };
}

/**
 * How a policy can allow connections to an existing Redis.
 *
 * @param byName whether the cluster's policies support host names.
 * @throws Error if the host is an outside name, policies do not support names, and no `addresses` are given.
 */
export function redisPlace({ host, addresses }: ExistingRedis, byName: boolean): RedisPlace {
  if (addresses) return { kind: 'blocks', cidrs: addresses.map(blockOf) };
  if (ADDRESS.test(host)) return { kind: 'blocks', cidrs: [blockOf(`${host}/32`)] };
  const service = SERVICE.exec(host);
  if (service) return { kind: 'service', namespace: service[1] };
  if (byName) return { kind: 'name' };
  throw new Error(
    `'redis.addresses' must be given where network policies take no host names, got none for ${host}: name its IPv4 blocks`,
  );
}

function blockOf(text: string): string {
  const host = allowedHost(text);
  if (host.kind === 'block') return host.cidr;
  throw new Error(`'redis.addresses' must be IPv4 blocks, got ${JSON.stringify(text)}: write 10.20.0.0/16`);
}
