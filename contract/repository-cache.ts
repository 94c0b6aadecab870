import type { GitAuthSettings, RunConfig } from './run-config';

/** Configuration of the mirrors of a namespace. */
export interface RepositoryCacheFacts {
  /** The repositories to mirror; runs of any other repository clone only from origin. */
  readonly repositories: readonly CachedRepositoryFacts[];
  /** Size of the claim, as a Kubernetes quantity. @default 100Gi */
  readonly size?: string;
  /** StorageClass of the claim. @default - the cluster's class for all claims */
  readonly storageClass?: string;
  /** Seconds between two refreshes from origin, 10 to 86400. @default 300 */
  readonly refreshSeconds?: number;
}

/** One repository to mirror. */
export interface CachedRepositoryFacts {
  /** URL as in the run; differences in scheme, user, case of the host or a `.git` suffix do not matter. */
  readonly url: string;
  /** An existing Secret of the namespace and its keys: the cache's own, not a run's. @default - none: public origin */
  readonly credentials?: { readonly secretName: string; readonly keys: readonly string[] };
  /** Public host keys for SSH. @default - those of github.com, gitlab.com and bitbucket.org */
  readonly knownHosts?: string;
  /** User name to send with a token. @default x-access-token */
  readonly username?: string;
  /** Certificate authorities to trust for origin, PEM. @default - those that the image trusts */
  readonly caCertificates?: string;
}

/** Configuration of the cache's pod; written by `constructs/`. */
export interface CacheConfig {
  /** Seconds between two refreshes from origin. */
  readonly refreshSeconds: number;
  readonly repositories: readonly CachedRepository[];
}

/** How the cache reaches the origin of one mirror, in the terms of a run's configuration. */
export interface CachedRepository extends GitAuthSettings, Pick<RunConfig, 'repositoryUrl'> {
  /** Name of the mirror; see {@link MIRROR_NAME}. */
  readonly name: string;
  /** git's environment for this origin, such as the path of its token file. */
  readonly env: Readonly<Record<string, string>>;
}

/** Name of a mirror: used in a URL and as the name of a folder and a volume. */
export const MIRROR_NAME = /^[a-z0-9]([-a-z0-9]{0,53}[a-z0-9])?$/;

/** URL path of a mirror on the cache. */
export const mirrorPath = (name: string): string => `/${name}.git`;

/** Print what {@link parseCacheConfig} reads: JSON, formatted for reviewers. */
export const formatCacheConfig = (config: CacheConfig): string => `${JSON.stringify(config, null, 2)}\n`;

/** @throws Error if the text is not what {@link formatCacheConfig} prints. */
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
