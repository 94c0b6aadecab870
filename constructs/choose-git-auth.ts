import { SecretKey } from '../contract/paths';
import type { Credentials } from './credentials';
import { gitAddress } from './git-address';
import { GitAuth, type GitSshKeyOptions, type GitTokenOptions } from './git-auth';
import type { GitHubAppOptions } from './github-app';

/** What a choice is made from. */
export interface GitAuthChoice extends GitSshKeyOptions, GitTokenOptions {
  /** Address of origin: each way of authenticating fits one protocol. */
  readonly url: string;
  /** @default - none */
  readonly credentials?: Credentials;
  /** Which App the key `github-app-key` belongs to. @default - none */
  readonly githubApp?: GitHubAppOptions;
}

/**
 * How to authenticate where several credentials are at hand: the first of SSH key, token, GitHub App and anonymous that
 * the credentials provide and that fits the address's protocol.
 *
 * @throws Error where credentials for origin are there and none of them fits.
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
  // What does not fit says so where the repository is made.
  if (sshKey) return GitAuth.sshKey(sshKey, { knownHosts });
  return token ? GitAuth.token(token, { username }) : GitAuth.anonymous();
}
