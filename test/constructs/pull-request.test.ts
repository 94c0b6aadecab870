import { Credentials } from '../../constructs/credentials';
import { GitAuth } from '../../constructs/git-auth';
import { GitRepository } from '../../constructs/git-repository';
import { apiPort, pullRequestSettings } from '../../constructs/pull-request';
import type { PullRequest } from '../../contract/pull-request';
import { synthesized } from './synthesized';

let credentials: Credentials;
synthesized((scope) => {
  credentials = Credentials.fromSecretName(scope, 'Keys', 'team-git', ['git-token', 'git-ssh-key', 'github-app-key']);
});

const repositoryAt = (url: string, auth = GitAuth.token(credentials)) =>
  new GitRepository({ url, revision: 'main', auth });
const settings = (request: PullRequest, url = 'https://git.example.com/team/project.git') =>
  pullRequestSettings(request, repositoryAt(url), undefined);

test('a run without one has none', () => {
  expect(pullRequestSettings(undefined, repositoryAt('https://a.example.com/x/y'), 'target')).toBeUndefined();
  expect(apiPort(undefined)).toBeUndefined();
});

test('what is left out follows from the repository', () => {
  expect(settings({ forge: 'gitea' })).toEqual({
    forge: 'gitea',
    apiUrl: 'https://git.example.com/api/v1',
    owner: 'team',
    name: 'project',
    base: 'main',
    draft: false,
  });
});

test('every option is kept', () => {
  const everything: Required<PullRequest> = {
    forge: 'github',
    title: 'Tidy',
    body: 'All of it',
    draft: true,
    base: 'next',
    apiUrl: 'https://api.example.com:8443/v3/',
  };
  const kept = settings(everything);
  expect(kept).toEqual({
    ...everything,
    apiUrl: 'https://api.example.com:8443/v3',
    owner: 'team',
    name: 'project',
  });
  expect(apiPort(kept)).toBe(8443);
});

test.each([
  ['github', 'https://github.com/team/project', 'https://api.github.com'],
  ['github', 'https://github.example.com:8443/team/project.git/', 'https://github.example.com:8443/api/v3'],
  ['gitea', 'https://example.com/code/team/project.git', 'https://example.com/code/api/v1'],
] as const)('the API of a %s at %s is %s', (forge, url, apiUrl) => {
  expect(settings({ forge }, url)).toMatchObject({ apiUrl, owner: 'team', name: 'project' });
});

test('a port of the repository is one of its API', () => {
  expect(apiPort(settings({ forge: 'gitea' }, 'https://git.example.com:3000/team/project'))).toBe(3000);
  expect(apiPort(settings({ forge: 'gitea' }))).toBe(443);
});

test.each([
  ['ssh-key', 'ssh://git@github.com/team/project.git', () => GitAuth.sshKey(credentials)],
  ['anonymous', 'https://github.com/team/project.git', () => GitAuth.anonymous()],
])('a run that reaches origin as %s is refused with the way out', (name, url, auth) => {
  expect(() => pullRequestSettings({ forge: 'github' }, repositoryAt(url, auth()), undefined)).toThrow(
    `'pullRequest' must go with a token or a GitHub App for origin, got ${name}: ` +
      'give the https:// address, and the key git-token with the right to open pull requests',
  );
});

test('a GitHub App opens none elsewhere', () => {
  const app = GitAuth.githubApp(credentials, { appId: '1', installationId: '2' });
  const repository = repositoryAt('https://github.com/team/project', app);
  expect(() => pullRequestSettings({ forge: 'gitea' }, repository, 'branch')).toThrow(
    "'pullRequest.forge' must be github for a GitHub App, got gitea: give a git-token of the forge",
  );
  expect(pullRequestSettings({ forge: 'github' }, repository, 'branch')).toMatchObject({ forge: 'github' });
});

test('a result that goes to the target branch needs none', () => {
  const repository = repositoryAt('https://github.com/team/project');
  expect(() => pullRequestSettings({ forge: 'github' }, repository, 'target')).toThrow(
    "'pullRequest' must go with publish 'branch', got publish 'target': " +
      'what is in the target branch already needs no pull request',
  );
});

test.each([
  ['https://git.example.com/project.git', 'gitea'],
  ['https://github.com/a/b/c', 'github'],
] as const)('an address without owner and repository is refused: %s', (url, forge) => {
  expect(() => settings({ forge }, url)).toThrow(
    `'repository.url' must end with <owner>/<repository> for a pull request, got ${url}: see the address of its page`,
  );
});

test('texts and names that no forge takes are refused', () => {
  const forge = 'github';
  expect(() => settings({ forge, title: 'a\nb' })).toThrow(
    `'pullRequest.title' must be one line of 1 to 255 characters, got "a\\nb": put the rest into 'body'`,
  );
  expect(() => settings({ forge, title: ' ' })).toThrow(/^'pullRequest.title' must be one line/);
  expect(() => settings({ forge, title: 'x'.repeat(256) })).toThrow(/^'pullRequest.title' must be one line/);
  expect(() => settings({ forge, body: 'x'.repeat(65_537) })).toThrow(
    "'pullRequest.body' must have at most 65536 characters, got 65537: name a file instead",
  );
  expect(() => settings({ forge, base: '-x' })).toThrow(/^'pullRequest.base' must be a name that git accepts/);
  expect(() => settings({ forge, apiUrl: 'http://x' })).toThrow(/^'pullRequest.apiUrl' must be https:/);
});
