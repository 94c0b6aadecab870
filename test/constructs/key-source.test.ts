import { type ExternalKeyOptions, KeySource } from '../../constructs/key-source';
import type { SecretSource } from '../../contract/secret-source';

const entry: ExternalKeyOptions = { store: 'vault', remoteKey: 'team/git' };

test.each<[SecretSource, object]>([
  [
    { source: 'existing', secretName: 'team', key: 'pat' },
    { kind: 'existing', secretName: 'team', key: 'pat' },
  ],
  [
    { source: 'csi', providerClass: 'origin' },
    { kind: 'csi', providerClass: 'origin' },
  ],
  [{ source: 'env', variable: 'GIT_TOKEN' }, { kind: 'submitted' }],
  [{ source: 'file', path: '~/.token' }, { kind: 'submitted' }],
])('%j is known by what it refers to', (source, reference) => {
  expect(KeySource.of(source).reference).toEqual(reference);
});

test('an entry of a store is read from a store of the namespace, every quarter of an hour', () => {
  expect(KeySource.external(entry).reference).toMatchObject({ storeKind: 'SecretStore', refreshSeconds: 900 });
});

test('every setting of an entry is kept', () => {
  const everything: Required<ExternalKeyOptions> = {
    ...entry,
    storeKind: 'ClusterSecretStore',
    property: 'token',
    refreshSeconds: 60,
  };
  expect(KeySource.of({ source: 'external', ...everything }).reference).toMatchObject(everything);
});

test.each(['', 'Team', '-a', 'a_b', 'a'.repeat(254)])('%j is no name of a Secret', (name) => {
  expect(() => KeySource.existing(name)).toThrow(
    new Error(
      `'secretName' must be lower-case letters, digits, dashes and dots, got something else: ` +
        'name an existing Secret of the namespace',
    ),
  );
});

test('what Kubernetes or a store could not have is refused', () => {
  expect(() => KeySource.existing('team', 'a/b')).toThrow(
    new Error(
      `'key' must be letters, digits, dashes, underscores and dots, got something else: name keys of the Secret, never their values`,
    ),
  );
  expect(() => KeySource.external({ ...entry, store: 'Vault' })).toThrow(
    new Error(
      `'store' must be lower-case letters, digits, dashes and dots, got something else: ` +
        'name a SecretStore: kubectl get secretstore lists them',
    ),
  );
  expect(() => KeySource.external({ ...entry, remoteKey: '' })).toThrow(
    new Error(`'remoteKey' must name an entry of the store vault, got "": name it as the store does`),
  );
  expect(() => KeySource.external({ ...entry, refreshSeconds: 5 })).toThrow(
    new Error("'refreshSeconds' must be an integer of at least 60, got 5: stores count requests"),
  );
  expect(() => KeySource.csi('a/b')).toThrow(
    new Error(
      `'providerClass' must be lower-case letters, digits, dashes and dots, got something else: ` +
        'name a SecretProviderClass of the namespace',
    ),
  );
});
