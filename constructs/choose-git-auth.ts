import { SecretKey } from '../contract/paths';
import type { Credentials } from './credentials';
import { gitAddress } from './git-address';
import { GitAuth, type GitSshKeyOptions, type GitTokenOptions } from './git-auth';
import type { GitHubAppOptions } from './github-app';

/** Input of {@link chooseGitAuth}. */
export interface GitAuthChoice extends GitSshKeyOptions, GitTokenOptions {
  /** URL of origin: each authentication method fits one protocol. */
  readonly url: string;
  /** @default - none */
  readonly credentials?: Credentials;
  /** The App that the key `github-app-key` belongs to. @default - none */
  readonly githubApp?: GitHubAppOptions;
}

/**
 * Choose how to authenticate: the first of SSH key, token, GitHub App and anonymous that the credentials provide and
 * that fits the URL's protocol.
 *
 * @throws Error if there are credentials for origin but none of them fits.
 */
export function chooseGitAuth({ url, credentials, knownHosts, username, githubApp }: GitAuthChoice): GitAuth {
  const provided = (key: string): Credentials | undefined => (credentials?.provides(key) ? credentials : undefined);
  const { protocol } = gitAddress(url);
  const [sshKey, token, appKey] = [SecretKey.GIT_SSH_KEY, SecretKey.GIT_TOKEN, SecretKey.GITHUB_APP_KEY].map(provided);
  if (sshKey && protocol === 'ssh') return GitAuth.sshKey(sshKey, { knownHosts });
  if (token && protocol === 'https') return GitAuth.token(token, { username });
  if (appKey && githubApp && protocol === 'https') return GitAuth.githubApp(appKey, githubApp);
  if (appKey && protocol === 'https')
    throw new Error(
      `'repository.githubApp' must be given beside the key ${SecretKey.GITHUB_APP_KEY}, got none: ` +
        'name appId and installationId',
    );
  // A mismatch is reported when the repository is constructed.
  if (sshKey) return GitAuth.sshKey(sshKey, { knownHosts });
  return token ? GitAuth.token(token, { username }) : GitAuth.anonymous();
}
