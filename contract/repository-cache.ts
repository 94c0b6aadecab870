import type { GitAuthSettings, RunConfig } from './run-config';

/** What somebody wrote about the mirrors of a namespace. */
export interface RepositoryCacheFacts {
  /** The repositories that are mirrored; runs of every other clone from origin alone. */
  readonly repositories: readonly CachedRepositoryFacts[];
  /** Size of the claim, as a Kubernetes quantity. @default 100Gi */
  readonly size?: string;
  /** StorageClass of the claim. @default - that of every claim of the cluster */
  readonly storageClass?: string;
  /** Seconds between two looks at origin, 10 to 86400. @default 300 */
  readonly refreshSeconds?: number;
}

/** One repository to mirror. */
export interface CachedRepositoryFacts {
  /** As a run names it; an address that differs in scheme, user, letter case of the host or `.git` is the same one. */
  readonly url: string;
  /** An existing Secret of the namespace and its keys: the cache's own, never a run's. @default - none, origin is public */
  readonly credentials?: { readonly secretName: string; readonly keys: readonly string[] };
  /** Public keys of an SSH host. @default - those of github.com, gitlab.com and bitbucket.org */
  readonly knownHosts?: string;
  /** User name beside a token. @default x-access-token */
  readonly username?: string;
  /** Certificates of the authorities that origin is trusted by, PEM. @default - those that the image trusts */
  readonly caCertificates?: string;
}

/** What the cache's pod reads; written by `constructs/`. */
export interface CacheConfig {
  /** Seconds between two looks at origin. */
  readonly refreshSeconds: number;
  readonly repositories: readonly CachedRepository[];
}

/** How the cache reaches the origin of one mirror: what a run's configuration says of its own. */
export interface CachedRepository extends GitAuthSettings, Pick<RunConfig, 'repositoryUrl'> {
  /** Name of the mirror; see {@link MIRROR_NAME}. */
  readonly name: string;
  /** Environment of git for this origin, such as the path of its token's file. */
  readonly env: Readonly<Record<string, string>>;
}

/** A mirror's name: part of a URL, a folder, a volume. */
export const MIRROR_NAME = /^[a-z0-9]([-a-z0-9]{0,53}[a-z0-9])?$/;

/** Path of a mirror under the cache's address. */
export const mirrorPath = (name: string): string => `/${name}.git`;

/** Print what {@link parseCacheConfig} reads: JSON for people who review it. */
export const formatCacheConfig = (config: CacheConfig): string => `${JSON.stringify(config, null, 2)}\n`;

/** @throws Error where the text is not what {@link formatCacheConfig} prints. */
export function parseCacheConfig(text: string): CacheConfig {
  const config = parsed(text);
  const { refreshSeconds, repositories } = config;
  if (!Number.isInteger(refreshSeconds) || (refreshSeconds as number) < 1 || !Array.isArray(repositories))
    throw new Error(`'cache.json' must hold refreshSeconds and repositories: render the tenant again`);
  for (const { name, repositoryUrl } of repositories as Partial<CachedRepository>[])
    if (typeof repositoryUrl !== 'string' || typeof name !== 'string' || !MIRROR_NAME.test(name))
      throw new Error(
        `'cache.json' must name each mirror and its origin, got ${JSON.stringify(name)}: render the tenant again`,
      );
  return config as unknown as CacheConfig;
}

function parsed(text: string): Partial<Record<keyof CacheConfig, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch (error) {
    throw new Error(`'cache.json' must be JSON, got ${(error as Error).message}: render the tenant again`);
  }
}
