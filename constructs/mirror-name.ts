import { createHash } from 'node:crypto';
import type { RepositoryCacheFacts } from '../contract/repository-cache';

/** Ports that a URL may omit. */
const DEFAULT_PORTS = ['', '22', '443'];

/** Maximum length of the readable part of a mirror's name; a volume named after it may have 63 characters. */
const READABLE = 30;

/**
 * Name of a repository's mirror: its last path segment, for readability, and a hash of host and path. Scheme, user,
 * case of the host, default ports, trailing slashes and `.git` are ignored: forges treat such URLs as the same
 * repository, and where two are not, the only harm is that unneeded objects are fetched.
 */
export function mirrorName(url: string): string {
  const address = normalizedAddress(url);
  const word = (address.split('/').at(-1) as string).toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const hash = createHash('sha256').update(address).digest('hex').slice(0, 12);
  return `${word.slice(0, READABLE)}-${hash}`.replace(/^-+/, '');
}

/** Name of a repository's mirror in a cluster's cache; undefined if the cache has none. */
export function mirrorOf(url: string, cache: RepositoryCacheFacts | undefined): string | undefined {
  return cache && mirrorsOf(cache).get(normalizedAddress(url));
}

/** Memoised mirror names of each cache: one cache serves many runs. */
const known = new WeakMap<RepositoryCacheFacts, ReadonlyMap<string, string>>();

/** Names of a cache's mirrors, by normalised URL. */
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
