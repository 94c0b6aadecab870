import { Tenant, type TenantProps } from '../../constructs/tenant';
import type { QuotaFacts } from '../../contract/cluster-facts';
import { only, type Rendered, synthesized } from './synthesized';

const limits = { pods: 100, requests: { cpu: '50', memory: '200Gi' }, limits: { cpu: '100', memory: '400Gi' } };
const tenant = (quota: QuotaFacts = limits): Rendered[] =>
  synthesized((scope) => {
    const everything: Required<TenantProps> = { cluster: { namespace: 'team-a', quota } };
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
