import { Tenant, type TenantProps } from '../../constructs/tenant';
import type { QuotaFacts } from '../../contract/cluster-facts';
import { type Submitter, tenantNamespace } from '../../contract/tenant';
import { only, type Rendered, synthesized } from './synthesized';

const limits = { pods: 100, requests: { cpu: '50', memory: '200Gi' }, limits: { cpu: '100', memory: '400Gi' } };
const tenant = (quota: QuotaFacts = limits, more: Partial<TenantProps['cluster']> = {}): Rendered[] =>
  synthesized((scope) => {
    const everything: Required<TenantProps> = { cluster: { namespace: 'team-a', quota, ...more } };
    new Tenant(scope, 'Tenant', everything);
  });

test('only restricted pods start in the namespace', () => {
  expect(only(tenant(), 'Namespace', 'team-a').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/warn': 'restricted',
    'app.kubernetes.io/instance': 'team-a',
    'app.kubernetes.io/component': 'tenant',
  });
});

test('the namespace has the cluster’s quota', () => {
  const quota = only(tenant(), 'ResourceQuota', 'prodigy-quota');
  expect(quota.metadata.namespace).toBe('team-a');
  expect(quota.spec.hard).toEqual({
    pods: 100,
    'requests.cpu': '50',
    'requests.memory': '200Gi',
    'limits.cpu': '100',
    'limits.memory': '400Gi',
  });
});

test('the quota may limit claims too, their number and their sum', () => {
  const quota = { ...limits, requests: { ...limits.requests, storage: '1Ti' }, persistentVolumeClaims: 40 };
  expect(only(tenant(quota), 'ResourceQuota').spec.hard).toMatchObject({
    'requests.storage': '1Ti',
    persistentvolumeclaims: 40,
  });
});

test('containers that say nothing get something', () => {
  expect(only(tenant(), 'LimitRange', 'prodigy-limits').spec.limits).toEqual([
    {
      type: 'Container',
      default: { cpu: '2', memory: '4Gi' },
      defaultRequest: { cpu: '500m', memory: '1Gi' },
    },
  ]);
});

test('without facts the namespace has the quota of one team, and nobody is bound', () => {
  const objects = synthesized((scope) => void new Tenant(scope, 'Tenant', { cluster: { namespace: 'team-a' } }));
  expect(only(objects, 'ResourceQuota').spec.hard).toEqual({
    pods: 100,
    'requests.cpu': '50',
    'requests.memory': '200Gi',
    'limits.cpu': '100',
    'limits.memory': '400Gi',
  });
  expect(objects.map(({ kind }) => kind)).toEqual(['Namespace', 'ResourceQuota', 'LimitRange', 'Role']);
});

test('those who submit are bound to the Role by name', () => {
  const submitters: Submitter[] = [
    { kind: 'Group', name: 'team-a' },
    { kind: 'User', name: 'ana@example.com' },
    { kind: 'ServiceAccount', name: 'ci', namespace: undefined },
    { kind: 'ServiceAccount', name: 'deployer', namespace: 'ci' },
  ];
  const binding = only(tenant(limits, { submitters }), 'RoleBinding', 'prodigy-submitter');
  const apiGroup = 'rbac.authorization.k8s.io';
  expect(binding.roleRef).toEqual({ apiGroup, kind: 'Role', name: 'prodigy-submitter' });
  expect(binding.subjects).toEqual([
    { apiGroup, kind: 'Group', name: 'team-a' },
    { apiGroup, kind: 'User', name: 'ana@example.com' },
    { kind: 'ServiceAccount', name: 'ci', namespace: 'team-a' },
    { kind: 'ServiceAccount', name: 'deployer', namespace: 'ci' },
  ]);
});

test('a tenant of many has a namespace of its own', () => {
  expect(tenantNamespace('prodigy', 'team-a')).toBe('prodigy-tenant-team-a');
  expect(() => tenantNamespace('prodigy', 'Team A')).toThrow(
    new Error(
      `'tenant' must be lower-case letters, digits and dashes, at most 24, got "Team A": it becomes part of a namespace`,
    ),
  );
  const long = 'n'.repeat(50);
  expect(() => tenantNamespace(long, 'team-a')).toThrow(
    new Error(
      `'tenant' must leave room in a namespace of 63 characters, got 64 for ${long}-tenant-team-a: shorten it, or the cluster's namespace`,
    ),
  );
});
