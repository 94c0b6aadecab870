import { clusterKeys } from '../../stacks/cluster-keys';

const source = { source: 'existing', secretName: 'team-a' } as const;
const secrets = { 'claude-api-key': source, 'git-token': source, 'git-ssh-key': source, 'github-app-key': source };

test.each([
  ['token', ['claude-api-key', 'git-token']],
  ['ssh-key', ['claude-api-key', 'git-ssh-key']],
  ['none', ['claude-api-key']],
  [undefined, Object.keys(secrets)],
] as const)('a cluster that asks origin by %s provides %j', (auth, keys) => {
  expect(Object.keys(clusterKeys({ secrets, git: { auth } }))).toEqual(keys);
});

test('a cluster without secrets provides none', () => {
  expect(clusterKeys({})).toEqual({});
  expect(clusterKeys({ git: { auth: 'token' } })).toEqual({});
});
