import { Credentials } from '../../constructs/credentials';
import { WorkflowRun } from '../../constructs/workflow-run';
import { podSpecOf } from './restricted';
import { claude, cluster, configOf, kinds, rendered, required } from './run-under-test';
import { only, type Rendered, synthesized } from './synthesized';
import { standard } from './workflows-under-test';

test('the claude key is mounted where a step calls Claude or items may conflict, and HTTPS is open there', () => {
  const objects = synthesized((scope) => {
    const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['claude-api-key', 'git-token']);
    new WorkflowRun(scope, 'Run', { ...required, workflow: claude, credentials });
    new WorkflowRun(scope, 'Other', { ...required, workflow: standard, runId: 'other', credentials });
    new WorkflowRun(scope, 'Items', { ...required, runId: 'items', credentials });
    const origin = Credentials.fromSecretName(scope, 'Origin', 'team-keys', ['git-token']);
    new WorkflowRun(scope, 'Keyless', { ...required, runId: 'keyless', credentials: origin });
  });
  const secretsOf = (job: string) =>
    podSpecOf(only(objects, 'Job', job)).volumes.flatMap((volume: Rendered) => volume.secret?.items ?? []);
  expect(secretsOf('prodigy-fix-tests-1')).toEqual([{ key: 'claude-api-key', path: 'claude-api-key' }]);
  expect(secretsOf('prodigy-items')).toEqual([{ key: 'claude-api-key', path: 'claude-api-key' }]);
  expect(secretsOf('prodigy-other')).toEqual([]);
  expect(secretsOf('prodigy-keyless')).toEqual([]);
  const egress = (run: string) => only(objects, 'NetworkPolicy', `prodigy-${run}-agents`).spec.egress;
  expect(egress('fix-tests-1')).toHaveLength(4);
  expect(egress('items')).toHaveLength(4);
  expect(egress('keyless')).toHaveLength(3);
});

test('keys that are the workflow’s own are for the agents, origin’s never are', () => {
  const objects = synthesized((scope) => {
    const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', [
      'DEPLOY_KEY',
      'git-token',
      'git-ssh-key',
    ]);
    new WorkflowRun(scope, 'Run', { ...required, credentials });
  });
  const { volumes } = podSpecOf(only(objects, 'Job'));
  expect(volumes.flatMap((volume: Rendered) => volume.secret?.items ?? [])).toEqual([
    { key: 'DEPLOY_KEY', path: 'DEPLOY_KEY' },
  ]);
});

test('where policies know hosts by name, claude steps reach their host and no other', () => {
  const objects = synthesized((scope) => {
    const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['claude-api-key']);
    const facts = { ...cluster, crds: ['ciliumnetworkpolicies.cilium.io'] };
    new WorkflowRun(scope, 'Run', { ...required, workflow: claude, credentials, cluster: facts });
  });
  expect(only(objects, 'CiliumNetworkPolicy').spec.egress[1].toFQDNs).toEqual([{ matchName: 'api.anthropic.com' }]);
  expect(only(objects, 'NetworkPolicy', 'prodigy-fix-tests-1-agents').spec.egress).toHaveLength(2);
});

test('a run whose queue is in an existing Redis has none of its own, and its agents get the password', () => {
  const objects = synthesized((scope) => {
    const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['queue-password']);
    const redis = { host: 'redis', tls: true, username: 'prodigy', passwordKey: 'queue-password' };
    new WorkflowRun(scope, 'Run', { ...required, credentials, redis });
  });
  expect(kinds(objects)).toEqual(kinds(rendered({ workflow: standard })));
  expect(configOf(objects).redis).toEqual({
    host: 'redis',
    port: 6379,
    tls: true,
    username: 'prodigy',
    passwordKey: 'queue-password',
    keyPrefix: 'prodigy',
  });
  expect(podSpecOf(only(objects, 'Job')).volumes).toContainEqual(
    expect.objectContaining({ secret: expect.objectContaining({ secretName: 'team-keys' }) }),
  );
  expect(() => rendered({ redis: { host: 'redis', passwordKey: 'queue-password' } })).toThrow(
    new Error("'credentials' must provide the key queue-password, got no credentials: the existing Redis asks for it"),
  );
});

test('a standard run has no queue, and no use for a Redis', () => {
  const redis = { host: 'redis', passwordKey: 'queue-password' };
  expect(rendered({ workflow: standard, redis })).toEqual(rendered({ workflow: standard }));
});

test('a claude step without a key is refused', () => {
  expect(() => rendered({ workflow: claude })).toThrow(
    new Error(
      "'credentials' must provide the key claude-api-key, got no credentials: " +
        'the workflow Fix tests has claude steps, so name a Secret that holds it',
    ),
  );
  expect(() =>
    synthesized((scope) => {
      const credentials = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['git-token']);
      new WorkflowRun(scope, 'Run', { ...required, workflow: claude, credentials });
    }),
  ).toThrow("'credentials' must provide the key claude-api-key, got git-token");
});
