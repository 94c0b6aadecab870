import { chooseGitAuth, type GitAuthChoice } from '../../constructs/choose-git-auth';
import { Credentials } from '../../constructs/credentials';
import type { GitAuth } from '../../constructs/git-auth';
import { synthesized } from './synthesized';

const https = 'https://github.com/team/a.git';
const ssh = 'git@github.com:team/a.git';
const githubApp = { appId: '1', installationId: '2' };

function choice(keys: string[], options: Omit<GitAuthChoice, 'credentials'>): GitAuth {
  let auth: GitAuth | undefined;
  synthesized((scope) => {
    auth = chooseGitAuth({ ...options, credentials: Credentials.fromSecretName(scope, 'Keys', 'keys', keys) });
  });
  return auth as GitAuth;
}

test.each([
  [ssh, ['git-ssh-key', 'git-token', 'github-app-key'], 'ssh-key'],
  [https, ['git-ssh-key', 'git-token', 'github-app-key'], 'token'],
  [https, ['github-app-key'], 'github-app'],
  [https, ['claude-api-key'], 'anonymous'],
  // What does not fit the address is kept, so that the repository says so.
  [https, ['git-ssh-key'], 'ssh-key'],
  [ssh, ['git-token'], 'token'],
])('%s with the keys %j is asked by %s', (url, keys, kind) => {
  expect(choice(keys, { url, githubApp }).kind).toBe(kind);
});

test('without credentials origin is asked anonymously', () => {
  expect(chooseGitAuth({ url: https }).kind).toBe('anonymous');
});

test('known hosts reach the key', () => {
  const line = 'h ssh-ed25519 AAAA';
  const everything: Required<Omit<GitAuthChoice, 'credentials'>> = {
    url: 'ssh://git@h/a',
    knownHosts: line,
    username: 'x-token-auth',
    githubApp,
  };
  const address = { url: 'ssh://git@h/a', protocol: 'ssh', host: 'h', port: 22 } as const;
  expect(choice(['git-ssh-key'], everything).settings(address).gitKnownHosts).toBe(`${line}\n`);
});

test("an App's key says nothing of the App", () => {
  expect(() => choice(['github-app-key'], { url: https })).toThrow(
    new Error(
      "'repository.githubApp' must be given beside the key github-app-key, got none: name appId and installationId",
    ),
  );
});

test('a user name goes with the token', () => {
  const address = { url: https, protocol: 'https', host: 'github.com', port: 443 } as const;
  expect(choice(['git-token'], { url: https, username: 'x-token-auth' }).settings(address).gitUsername).toBe(
    'x-token-auth',
  );
});

test.each(['', 'a b', 'a:b', 'a\nb', 'ä'])('%j is no user name', (username) => {
  expect(() => choice(['git-token'], { url: https, username })).toThrow(
    new Error(
      `'repository.username' must be a name without blanks and colons, got ${JSON.stringify(username)}: ` +
        'see which one the forge asks for beside a token',
    ),
  );
});
