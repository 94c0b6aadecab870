import { Credentials } from '../../constructs/credentials';
import { GitAuth, type GitTokenOptions } from '../../constructs/git-auth';
import { synthesized } from './synthesized';

function tokenAuth(keys: string[], options?: GitTokenOptions): GitAuth {
  let auth: GitAuth | undefined;
  synthesized((scope) => {
    auth = GitAuth.token(Credentials.fromSecretName(scope, 'Keys', 'team-keys', keys), options);
  });
  return auth as GitAuth;
}

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
  expect(tokenAuth(['git-token'], everything).username).toBe('oauth2');
});

test('a token that no Secret provides is refused', () => {
  expect(() => tokenAuth(['claude-api-key'])).toThrow(
    "'credentials' must provide the key git-token, got claude-api-key",
  );
});

test('anonymous needs nothing', () => {
  const { kind, username, env, mounts } = GitAuth.anonymous();
  expect({ kind, username, env, mounts }).toEqual({ kind: 'anonymous', username: '', env: [], mounts: [] });
});
