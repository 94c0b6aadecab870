import { GIT_CA_VARIABLE } from '../contract/environment';
import { Path } from '../contract/paths';
import type { CachedRepository } from '../contract/repository-cache';
import { GitAuth } from './git-auth';
import { GitRepository } from './git-repository';
import { mirrorName } from './mirror-name';
import type { Mount } from './mount';

/** A repository that the cache mirrors. */
export interface CachedRepositoryProps {
  /** URL of origin, as {@link GitRepository} takes it. */
  readonly url: string;
  /**
   * How the cache itself authenticates; what a run may see is decided by origin and the run's own credentials.
   *
   * @default GitAuth.anonymous()
   */
  readonly auth?: GitAuth;
  /**
   * PEM certificates of the authorities that sign origin's certificate; git then trusts no others.
   *
   * @default - the authorities that the image trusts
   */
  readonly caCertificates?: string;
}

/** A validated repository, and what its origin adds to the pod. */
export interface MirrorSource {
  readonly repository: CachedRepository;
  readonly mounts: readonly Mount[];
  /** Files added to the configuration, by name. */
  readonly files: { readonly [name: string]: string };
  /** TCP ports of origin. */
  readonly ports: readonly number[];
}

/** @throws Error if the list is empty, a repository is listed twice, or a URL could do more than name a repository. */
export function mirrorSources(repositories: readonly CachedRepositoryProps[]): MirrorSource[] {
  if (repositories.length === 0)
    throw new Error("'repositories' must name one repository at least, got none: leave the cache out");
  const sources = repositories.map(mirrorSource);
  const names = sources.map(({ repository }) => repository.name);
  const twice = sources.find(({ repository }, index) => names.indexOf(repository.name) !== index);
  if (twice)
    throw new Error(
      `'repositories' must name each repository once, got ${twice.repository.repositoryUrl} again: ` +
        "scheme, user and '.git' do not make it another repository",
    );
  return sources;
}

/** Each origin gets its own folder of secrets, since they all use the same key names. */
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
