import { RunAccess, type RunAccessProps } from '../../constructs/run-access';
import { only, type Rendered, run, synthesized } from './synthesized';

const access = (queue: boolean): Rendered[] =>
  synthesized((scope) => {
    const everything: Required<RunAccessProps> = {
      run,
      queue,
      imagePullSecrets: ['regcred'],
      agentPullSecrets: ['team-registry', 'regcred'],
    };
    new RunAccess(scope, 'Access', everything);
  });

test('the workspace pod may touch the objects of its run by name, and create its report', () => {
  const workspace = 'prodigy-workspace-fix-tests-1';
  const redis = 'prodigy-redis-fix-tests-1';
  expect(only(access(true), 'Role', 'prodigy-run-fix-tests-1').rules).toEqual([
    { apiGroups: ['batch'], resources: ['jobs'], resourceNames: ['prodigy-fix-tests-1'], verbs: ['get', 'patch'] },
    { apiGroups: ['apps'], resources: ['statefulsets/scale'], resourceNames: [workspace, redis], verbs: ['patch'] },
    {
      apiGroups: [''],
      resources: ['persistentvolumeclaims'],
      resourceNames: [workspace, redis],
      verbs: ['get', 'patch'],
    },
    {
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: ['prodigy-report-fix-tests-1'],
      verbs: ['get', 'patch'],
    },
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
  ]);
});

test('the rights belong to the account of the workspace pod alone', () => {
  expect(only(access(true), 'RoleBinding')).toMatchObject({
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'prodigy-run-fix-tests-1' },
    subjects: [{ kind: 'ServiceAccount', name: 'prodigy-run-fix-tests-1', namespace: 'team-a' }],
  });
});

test('no account hands out tokens by itself', () => {
  const accounts = access(true).filter(({ kind }) => kind === 'ServiceAccount');
  expect(accounts.map(({ metadata }) => metadata.name)).toEqual([
    'prodigy-agent-fix-tests-1',
    'prodigy-redis-fix-tests-1',
    'prodigy-run-fix-tests-1',
  ]);
  for (const account of accounts) expect(account.automountServiceAccountToken).toBe(false);
});

test('a run without a queue has no account and no right for one', () => {
  expect(JSON.stringify(access(false))).not.toContain('redis');
});

test('images are pulled with the Secrets that are named: those of the run with every account, the agents’ with theirs', () => {
  const secretsOf = (name: string) => only(access(true), 'ServiceAccount', name).imagePullSecrets;
  expect(secretsOf('prodigy-run-fix-tests-1')).toEqual([{ name: 'regcred' }]);
  expect(secretsOf('prodigy-redis-fix-tests-1')).toEqual([{ name: 'regcred' }]);
  expect(secretsOf('prodigy-agent-fix-tests-1')).toEqual([{ name: 'regcred' }, { name: 'team-registry' }]);
});

test('a Secret that cannot be one is refused', () => {
  const wrong = () =>
    synthesized((scope) => new RunAccess(scope, 'Access', { run, queue: false, imagePullSecrets: ['A b'] }));
  expect(wrong).toThrow(
    new Error(
      `'imagePullSecrets' must name Secrets of the namespace, got "A b": kubectl create secret docker-registry makes them`,
    ),
  );
});
