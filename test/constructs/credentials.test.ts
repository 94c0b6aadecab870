import { Credentials, type CredentialsProps } from '../../constructs/credentials';
import { KeySource } from '../../constructs/key-source';
import { only, run, synthesized } from './synthesized';

function credentials(props: CredentialsProps): Credentials {
  let made: Credentials | undefined;
  synthesized((scope) => {
    made = new Credentials(scope, 'Keys', props);
  });
  return made as Credentials;
}
function fromSecret(secretName: string, keys: string[]): Credentials {
  let made: Credentials | undefined;
  synthesized((scope) => {
    made = Credentials.fromSecretName(scope, 'Keys', secretName, keys);
  });
  return made as Credentials;
}
const team = KeySource.existing('team-keys');
const vault = (remoteKey: string) => KeySource.external({ store: 'vault', remoteKey });
const file = (key: string) => ({ key, path: key });

test('an existing Secret is referred to, nothing is rendered', () => {
  expect(synthesized((scope) => void Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['git-token']))).toEqual(
    [],
  );
});

test('it says which keys there are', () => {
  const keys = fromSecret('team-keys', ['git-token', 'claude-api-key', 'git-token']);
  expect(keys.keys).toEqual(['claude-api-key', 'git-token']);
  expect(keys.provides('git-token')).toBe(true);
  expect(keys.provides('git-ssh-key')).toBe(false);
});

test('a pod mounts only the keys it asks for, as a folder, and waits for them', () => {
  const mount = fromSecret('team-keys', ['git-token', 'claude-api-key']).mount('git-token');
  expect(mount.volume).toEqual({
    name: 'secrets',
    secret: { secretName: 'team-keys', items: [file('git-token')], defaultMode: 0o440, optional: false },
  });
  expect(mount.volumeMount).toEqual({ name: 'secrets', mountPath: '/secrets', readOnly: true });
});

test('a key may have another name in its Secret', () => {
  const keys = credentials({ keys: { 'git-token': KeySource.existing('github', 'password') } });
  expect(keys.mount('git-token').volume.secret?.items).toEqual([{ key: 'password', path: 'git-token' }]);
});

test('keys of several Secrets are one folder', () => {
  const keys: Required<CredentialsProps> = {
    run,
    keys: { DEPLOY: team, 'claude-api-key': KeySource.submitted(), SIGN: team },
  };
  expect(credentials(keys).mount('claude-api-key', 'DEPLOY', 'SIGN').volume).toEqual({
    name: 'secrets',
    projected: {
      defaultMode: 0o440,
      sources: [
        { secret: { name: 'prodigy-secrets-fix-tests-1', items: [file('claude-api-key')], optional: false } },
        { secret: { name: 'team-keys', items: [file('DEPLOY'), file('SIGN')], optional: false } },
      ],
    },
  });
});

test('entries of stores become one Secret of the run, asked for as often as the most eager key wants', () => {
  const signing = { store: 'aws', storeKind: 'ClusterSecretStore', remoteKey: 'sign', refreshSeconds: 5400 } as const;
  const keys = {
    'git-token': KeySource.external({ store: 'vault', remoteKey: 'team/git', property: 'token' }),
    SIGN: KeySource.external(signing),
  };
  const rendered = synthesized((scope) => void new Credentials(scope, 'Keys', { run, keys }));
  const defaults = { conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' };
  expect(only(rendered, 'ExternalSecret')).toMatchObject({
    apiVersion: 'external-secrets.io/v1',
    metadata: { name: 'prodigy-secrets-fix-tests-1', namespace: 'team-a', labels: { app: 'prodigy' } },
    spec: {
      refreshInterval: '15m0s',
      target: { name: 'prodigy-secrets-fix-tests-1', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: [
        {
          secretKey: 'SIGN',
          sourceRef: { storeRef: { name: 'aws', kind: 'ClusterSecretStore' } },
          remoteRef: { key: 'sign', ...defaults },
        },
        {
          secretKey: 'git-token',
          sourceRef: { storeRef: { name: 'vault', kind: 'SecretStore' } },
          remoteRef: { key: 'team/git', property: 'token', ...defaults },
        },
      ],
    },
  });
  const longest = { run, keys: { SIGN: KeySource.external(signing) } };
  const slow = synthesized((scope) => void new Credentials(scope, 'Keys', longest));
  expect(only(slow, 'ExternalSecret').spec.refreshInterval).toBe('1h30m0s');
});

test('what comes with the submission and what comes from a store never share a Secret', () => {
  const keys = credentials({ run, keys: { 'git-token': vault('git'), 'claude-api-key': KeySource.submitted() } });
  expect(keys.submitted).toEqual(['claude-api-key']);
  expect(keys.mount('git-token').volume.secret?.secretName).toBe('prodigy-external-fix-tests-1');
  expect(keys.mount('claude-api-key').volume.secret?.secretName).toBe('prodigy-secrets-fix-tests-1');
});

test('files of a SecretProviderClass are mounted without a Secret', () => {
  const keys = credentials({
    keys: { 'git-token': KeySource.csi('origin'), 'claude-api-key': KeySource.csi('model') },
  });
  const mount = keys.mount('git-token');
  expect(mount.volume).toEqual({
    name: 'secrets',
    csi: {
      driver: 'secrets-store.csi.k8s.io',
      readOnly: true,
      volumeAttributes: { secretProviderClass: 'origin' },
    },
  });
  expect(mount.volumeMount).toEqual({ name: 'secrets', mountPath: '/secrets', readOnly: true });
});

test('a SecretProviderClass that would show a pod the keys of another is refused', () => {
  const shared = KeySource.csi('all');
  const keys = credentials({ keys: { 'git-token': shared, 'claude-api-key': shared, DEPLOY: team } });
  expect(() => keys.mount('git-token')).toThrow(
    new Error(
      "'credentials' must take the keys of each kind of pod from a class of their own, got claude-api-key beside " +
        'git-token in all: a pod sees every file of a class, so divide it',
    ),
  );
  expect(() => keys.mount('claude-api-key', 'DEPLOY')).toThrow(
    new Error(
      "'credentials' must take all keys of one pod from all, got DEPLOY from elsewhere: " +
        'one folder is one volume, so put them into one SecretProviderClass',
    ),
  );
});

test('a key without a source is refused', () => {
  expect(() => fromSecret('team-keys', ['claude-api-key']).mount('git-token')).toThrow(
    new Error("'credentials' must provide the key git-token, got claude-api-key: name the source that it comes from"),
  );
  expect(() => fromSecret('team-keys', []).mount('git-token')).toThrow(/git-token, got no keys: /);
});

test.each([KeySource.submitted(), vault('git')])('a Secret that is to be made needs a run', (source) => {
  expect(() => credentials({ keys: { 'git-token': source } })).toThrow(
    new Error("'run' must be given where a Secret is made for the run, got none: pass the run's identity"),
  );
});

test.each(['', 'a b', '../a', 'a/b', '..'])('%j is no key of a Secret', (key) => {
  expect(() => fromSecret('team-keys', [key])).toThrow(
    new Error(
      `'keys' must be letters, digits, dashes, underscores and dots, got something else: ` +
        'name keys of the Secret, never their values',
    ),
  );
});
