import { GIT_CA_VARIABLE } from '../contract/environment';
import { Path } from '../contract/paths';
import type { CachedRepository } from '../contract/repository-cache';
import { GitAuth } from './git-auth';
import { GitRepository } from './git-repository';
import { mirrorName } from './mirror-name';
import type { Mount } from './mount';

/** A repository that the cache mirrors. */
export interface CachedRepositoryProps {
  /** Address of origin, as {@link GitRepository} takes it. */
  readonly url: string;
  /**
   * The cache's own way to read it; what a run may see is decided by origin and the run's own credentials.
   *
   * @default GitAuth.anonymous()
   */
  readonly auth?: GitAuth;
  /**
   * Certificates of the authorities that origin's own is signed by, PEM; git trusts these alone then.
   *
   * @default - the authorities that the image trusts
   */
  readonly caCertificates?: string;
}

/** A repository, checked, and what its origin adds to the pod. */
export interface MirrorSource {
  readonly repository: CachedRepository;
  readonly mounts: readonly Mount[];
  /** Files beside the configuration, by name. */
  readonly files: { readonly [name: string]: string };
  /** TCP ports that origin takes. */
  readonly ports: readonly number[];
}

/** @throws Error where there is none, one is named twice, or an address could do more than name a repository. */
export function mirrorSources(repositories: readonly CachedRepositoryProps[]): MirrorSource[] {
  if (repositories.length === 0)
    throw new Error("'repositories' must name one repository at least, got none: leave the cache out");
  const sources = repositories.map(mirrorSource);
  const names = sources.map(({ repository }) => repository.name);
  const twice = sources.find(({ repository }, index) => names.indexOf(repository.name) !== index);
  if (twice)
    throw new Error(
      `'repositories' must name each repository once, got ${twice.repository.repositoryUrl} again: ` +
        "scheme, user and '.git' make no other repository",
    );
  return sources;
}

/** Each origin has a folder of secrets to itself, since all of them name their keys alike. */
function mirrorSource({ url, auth = GitAuth.anonymous(), ...props }: CachedRepositoryProps): MirrorSource {
  const repository = new GitRepository({ ...props, url, revision: 'HEAD', auth });
  const { url: repositoryUrl, ports, authSettings, caCertificates } = repository;
  const name = mirrorName(url);
  const moved = (path: string) => path.replace(Path.SECRETS, `${Path.SECRETS}/${name}`);
  const env = auth.env.map((variable) => [variable.name, moved(variable.value ?? '')] as const);
  const caFile = `ca-${name}.pem`;
  return {
    repository: {
      name,
      repositoryUrl,
      ...authSettings,
      env: {
        ...Object.fromEntries(env),
        ...(caCertificates !== undefined && { [GIT_CA_VARIABLE]: `${Path.CONFIG}/${caFile}` }),
      },
    },
    files: caCertificates === undefined ? {} : { [caFile]: caCertificates },
    mounts: auth.mounts.map((mount) => mount.moved(`${mount.volume.name}-${name}`, moved(mount.path))),
    ports,
  };
}
