import { Credentials } from '../../constructs/credentials';
import { gitAddress } from '../../constructs/git-address';
import { GitAuth, type GitSshKeyOptions, type GitTokenOptions } from '../../constructs/git-auth';
import type { GitHubAppOptions } from '../../constructs/github-app';
import { synthesized } from './synthesized';

const https = gitAddress('https://git.example.com/a.git');
const ssh = gitAddress('ssh://git@git.example.com:2222/a.git');
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

function authOf(keys: string[], make: (credentials: Credentials) => GitAuth): GitAuth {
  let auth: GitAuth | undefined;
  synthesized((scope) => {
    auth = make(Credentials.fromSecretName(scope, 'Keys', 'team-keys', keys));
  });
  return auth as GitAuth;
}

const tokenAuth = (keys: string[], options?: GitTokenOptions): GitAuth =>
  authOf(keys, (credentials) => GitAuth.token(credentials, options));
const sshAuth = (options?: GitSshKeyOptions): GitAuth =>
  authOf(['git-ssh-key'], (credentials) => GitAuth.sshKey(credentials, options));
const appAuth = (options: GitHubAppOptions): GitAuth =>
  authOf(['github-app-key'], (credentials) => GitAuth.githubApp(credentials, options));

test('a token is a file that the askpass helper reads; the environment names the file', () => {
  const auth = tokenAuth(['git-token']);
  expect(auth.kind).toBe('token');
  expect(auth.env).toEqual([
    { name: 'PRODIGY_GIT_TOKEN_FILE', value: '/secrets/git-token' },
    { name: 'PRODIGY_GIT_USERNAME', value: 'x-access-token' },
  ]);
  expect(auth.mounts.map(({ path }) => path)).toEqual(['/secrets']);
});

test('a forge that wants a user name beside the token gets it', () => {
  const everything: Required<GitTokenOptions> = { username: 'oauth2' };
  expect(tokenAuth(['git-token'], everything).settings(https)).toEqual({ gitAuth: 'token', gitUsername: 'oauth2' });
});

test('a token that no Secret provides is refused', () => {
  expect(() => tokenAuth(['claude-api-key'])).toThrow(
    "'credentials' must provide the key git-token, got claude-api-key",
  );
});

test('anonymous needs nothing', () => {
  const auth = GitAuth.anonymous();
  const { kind, env, mounts, ports } = auth;
  expect({ kind, env, mounts, ports }).toEqual({ kind: 'anonymous', env: [], mounts: [], ports: [] });
  expect(auth.settings(https)).toEqual({ gitAuth: 'anonymous', gitUsername: '' });
});

test('an SSH key is a file; the known hosts travel as text', () => {
  const everything: Required<GitSshKeyOptions> = {
    knownHosts: `# ours\n[git.example.com]:2222 ${key}\r\n\nother ${key} a comment`,
  };
  const auth = sshAuth(everything);
  expect(auth.settings(ssh)).toEqual({
    gitAuth: 'ssh-key',
    gitUsername: '',
    gitKnownHosts: `[git.example.com]:2222 ${key}\nother ${key} a comment\n`,
  });
  expect(auth.env).toEqual([{ name: 'PRODIGY_GIT_SECRETS', value: '/secrets' }]);
  expect(auth.mounts[0]?.volume.secret?.items).toEqual([{ key: 'git-ssh-key', path: 'git-ssh-key' }]);
});

test('an App is an id, an installation and an address; its private key is a file', () => {
  const everything: Required<GitHubAppOptions> = {
    appId: 'Iv23liABC',
    installationId: '42',
    apiUrl: 'https://github.example.com:8443/api/v3/',
  };
  const auth = appAuth(everything);
  expect(auth.settings(https)).toEqual({
    gitAuth: 'github-app',
    gitUsername: 'x-access-token',
    gitHubAppId: 'Iv23liABC',
    gitHubInstallationId: '42',
    gitHubApiUrl: 'https://github.example.com:8443/api/v3',
  });
  expect(auth.ports).toEqual([8443]);
  expect(auth.mounts[0]?.volume.secret?.items).toEqual([{ key: 'github-app-key', path: 'github-app-key' }]);
});

test('an App is one of github.com unless told otherwise', () => {
  const auth = appAuth({ appId: '1', installationId: '2' });
  expect(auth.settings(https).gitHubApiUrl).toBe('https://api.github.com');
  expect(auth.ports).toEqual([443]);
});

test.each<[Partial<GitHubAppOptions>, string]>([
  [{ appId: '' }, `'appId' must be an App id or a client id, got "": see the App's settings`],
  [
    { installationId: '4/../5' },
    `'installationId' must be a number, got "4/../5": see the address of the installation`,
  ],
  [
    { apiUrl: 'http://api.github.com' },
    `'apiUrl' must be https://<host>[/<path>] and nothing more, got "http://api.github.com": ` +
      'https://api.github.com, or https://<host>/api/v3',
  ],
  [
    { apiUrl: 'https://me:hunter2@api.github.com' },
    `'apiUrl' must be https://<host>[/<path>] and nothing more, got "https://***@api.github.com": ` +
      'https://api.github.com, or https://<host>/api/v3',
  ],
])('the App %j is refused', (bad, message) => {
  expect(() => appAuth({ appId: '1', installationId: '2', ...bad })).toThrow(new Error(message));
});

test.each([
  ['an SSH key', sshAuth(), https, 'give ssh://<user>@<host>/<path>, or a token'],
  ['a token', tokenAuth(['git-token']), ssh, 'give https://<host>/<path>, or an SSH key'],
  ['a GitHub App', appAuth({ appId: '1', installationId: '2' }), ssh, 'give https://<host>/<path>, or an SSH key'],
  ['no credentials', GitAuth.anonymous(), ssh, 'give https://<host>/<path>, or the key git-ssh-key'],
])('%s does not fit every address', (what, auth, address, wayOut) => {
  expect(() => auth.settings(address)).toThrow(
    new Error(
      `'repository.auth' must fit the protocol of 'repository.url', got ${what} for ` +
        `${address.protocol}://git.example.com: ${wayOut}`,
    ),
  );
});
