import type { GitAuthSettings } from '../contract/run-config';

/** The GitHub App that a run authenticates as. */
export interface GitHubAppOptions {
  /** App ID (a number) or client ID of the App, both shown on its settings page. */
  readonly appId: string;
  /** Number at the end of the URL of the installation's settings page. */
  readonly installationId: string;
  /**
   * URL of GitHub's API; `https://<host>/api/v3` for GitHub Enterprise Server.
   *
   * @default https://api.github.com
   */
  readonly apiUrl?: string;
}

/**
 * The options in the form of the run's configuration.
 *
 * @throws Error if one of them is invalid.
 */
export function gitHubAppSettings(
  options: GitHubAppOptions,
): Required<Pick<GitAuthSettings, 'gitHubAppId' | 'gitHubInstallationId' | 'gitHubApiUrl'>> {
  const { appId, installationId, apiUrl = 'https://api.github.com' } = options;
  if (!/^[A-Za-z0-9.]{1,64}$/.test(appId))
    throw new Error(`'appId' must be an App id or a client id, got ${JSON.stringify(appId)}: see the App's settings`);
  if (!/^[0-9]{1,20}$/.test(installationId))
    throw new Error(
      `'installationId' must be a number, got ${JSON.stringify(installationId)}: see the address of the installation`,
    );
  return { gitHubAppId: appId, gitHubInstallationId: installationId, gitHubApiUrl: validApiUrl('apiUrl', apiUrl) };
}

/** The URL without trailing slashes. @throws Error if it is not one, or contains more. */
export function validApiUrl(name: string, url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const bare = parsed && !parsed.username && !parsed.password && !parsed.search && !parsed.hash;
  if (bare && parsed.protocol === 'https:') return url.replace(/\/+$/, '');
  throw new Error(
    `'${name}' must be https://<host>[/<path>] and nothing more, got ${JSON.stringify(url.replace(/\/\/[^/]*@/, '//***@'))}: ` +
      'https://api.github.com, or https://<host>/api/v3',
  );
}
