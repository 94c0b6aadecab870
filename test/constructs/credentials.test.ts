import { Credentials } from '../../constructs/credentials';
import { synthesized } from './synthesized';

function credentials(secretName: string, keys: string[]): Credentials {
  let made: Credentials | undefined;
  synthesized((scope) => {
    made = Credentials.fromSecretName(scope, 'Keys', secretName, keys);
  });
  return made as Credentials;
}

test('an existing Secret is referred to, nothing is rendered', () => {
  expect(synthesized((scope) => void Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['git-token']))).toEqual(
    [],
  );
});

test('it says which keys the Secret provides', () => {
  const keys = credentials('team-keys', ['git-token', 'claude-api-key', 'git-token']);
  expect(keys.keys).toEqual(['claude-api-key', 'git-token']);
  expect(keys.provides('git-token')).toBe(true);
  expect(keys.provides('git-ssh-key')).toBe(false);
});

test('a pod mounts only the keys it asks for, as a folder, and waits for them', () => {
  const mount = credentials('team-keys', ['git-token', 'claude-api-key']).mount('git-token');
  expect(mount.volume).toEqual({
    name: 'secrets',
    secret: {
      secretName: 'team-keys',
      items: [{ key: 'git-token', path: 'git-token' }],
      defaultMode: 0o440,
      optional: false,
    },
  });
  expect(mount.volumeMount).toEqual({ name: 'secrets', mountPath: '/secrets', readOnly: true });
});

test('a key that the Secret does not provide is refused', () => {
  expect(() => credentials('team-keys', ['claude-api-key']).mount('git-token')).toThrow(
    new Error(
      "'credentials' must provide the key git-token, got claude-api-key: " +
        'add it to the Secret team-keys and to the keys named here',
    ),
  );
  expect(() => credentials('team-keys', []).mount('git-token')).toThrow(/git-token, got no keys: /);
});

test.each(['', 'Team', '-a', 'a_b', 'a'.repeat(254)])('%j is no name of a Secret', (name) => {
  expect(() => credentials(name, [])).toThrow(
    new Error(
      `'secretName' must be lower-case letters, digits, dashes and dots, got ${JSON.stringify(name)}: ` +
        'name an existing Secret of the namespace',
    ),
  );
});

test.each(['', 'a b', '../a', 'a/b'])('%j is no key of a Secret', (key) => {
  expect(() => credentials('team-keys', [key])).toThrow(
    new Error(
      `'keys' must be letters, digits, dashes, underscores and dots, got ${JSON.stringify(key)}: ` +
        'name keys of the Secret, never their values',
    ),
  );
});
