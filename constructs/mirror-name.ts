import { createHash } from 'node:crypto';
import type { RepositoryCacheFacts } from '../contract/repository-cache';

/** Ports that an address need not name. */
const DEFAULT_PORTS = ['', '22', '443'];

/** Characters of the readable part of a mirror's name; a volume named after it has at most 63. */
const READABLE = 30;

/**
 * Name of the mirror of a repository: its last word, for people, and a hash of host and path. Scheme, user, case of
 * the host, default ports, slashes at the end and `.git` make no difference: forges take all of them for one
 * repository, and where two are not, only objects that nobody asks for are fetched.
 */
export function mirrorName(url: string): string {
  const address = normalizedAddress(url);
  const word = (address.split('/').at(-1) as string).toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const hash = createHash('sha256').update(address).digest('hex').slice(0, 12);
  return `${word.slice(0, READABLE)}-${hash}`.replace(/^-+/, '');
}

/** Name of the mirror that the cache of a cluster keeps of a repository; undefined where it keeps none. */
export function mirrorOf(url: string, cache: RepositoryCacheFacts | undefined): string | undefined {
  return cache && mirrorsOf(cache).get(normalizedAddress(url));
}

/** What was found out about the caches of clusters: one serves many runs. */
const known = new WeakMap<RepositoryCacheFacts, ReadonlyMap<string, string>>();

/** Names of a cache's mirrors by address. */
function mirrorsOf(cache: RepositoryCacheFacts): ReadonlyMap<string, string> {
  const mirrors =
    known.get(cache) ?? new Map(cache.repositories.map(({ url }) => [normalizedAddress(url), mirrorName(url)]));
  known.set(cache, mirrors);
  return mirrors;
}

function normalizedAddress(url: string): string {
  const [, host = '', port = '', path = ''] =
    /^[a-z][a-z0-9+]*:\/\/(?:[^/@]*@)?([^/:]*):?([0-9]*)\/(.*)$/i.exec(url) ??
    /^(?:[^/@]*@)?([^/:]+):()(.*)$/.exec(url) ??
    [];
  const repository = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return `${host.toLowerCase()}${DEFAULT_PORTS.includes(port) ? '' : `:${port}`}/${repository}`;
}
