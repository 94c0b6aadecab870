import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { ClusterFacts, QuotaFacts } from '../contract/cluster-facts';
import type { Submitter } from '../contract/tenant';
import { manifestOf, quantity } from './manifest';
import { ManifestObject } from './manifest-object';
import { submitterRules } from './submitter-role';
import { TenantIdentity } from './tenant-identity';

/** Settings of {@link Tenant}. */
export interface TenantProps {
  /**
   * The tenant's namespace, its quota, who may submit runs, and the cluster's custom resources. By default {@link
   * DEFAULT_QUOTA}, no submitters beyond those already authorised, and only Kubernetes' built-in kinds.
   */
  readonly cluster: Pick<ClusterFacts, 'namespace'> & Partial<Pick<ClusterFacts, 'quota' | 'submitters' | 'crds'>>;
}

/** Quota of a namespace for one team: 24 agents of 4 CPU plus the workspace and the queue of their run. */
export const DEFAULT_QUOTA: QuotaFacts = {
  pods: 100,
  requests: { cpu: '50', memory: '200Gi' },
  limits: { cpu: '100', memory: '400Gi' },
};

/** Name of the submitters' Role and RoleBinding. */
export const SUBMITTER_ROLE = 'prodigy-submitter';

/** Defaults for containers that set none; those of runs always do. */
const CONTAINER_DEFAULTS = {
  limits: { cpu: '2', memory: '4Gi' },
  requests: { cpu: '500m', memory: '1Gi' },
};

/**
 * What the runs of one namespace share: the namespace itself, which enforces the `restricted` Pod Security Standard,
 * its quota and limits, and the submitters' Role.
 */
export class Tenant extends Construct {
  constructor(scope: Construct, id: string, props: TenantProps) {
    super(scope, id);
    const { quota = DEFAULT_QUOTA, submitters = [], crds = [] } = props.cluster;
    const tenant = new TenantIdentity(props.cluster.namespace);
    new ManifestObject(
      this,
      'Namespace',
      manifestOf('Namespace', {
        metadata: { name: tenant.namespace, labels: { ...tenant.labels(), ...podSecurity() } },
      }),
    );
    new ManifestObject(
      this,
      'Quota',
      manifestOf('ResourceQuota', {
        metadata: tenant.metadata('prodigy-quota'),
        spec: { hard: hardLimits(quota) },
      }),
    );
    new ManifestObject(
      this,
      'Limits',
      manifestOf('LimitRange', {
        metadata: tenant.metadata('prodigy-limits'),
        spec: { limits: [containerDefaults()] },
      }),
    );
    const metadata = tenant.metadata(SUBMITTER_ROLE);
    new ManifestObject(this, 'Submitter', manifestOf('Role', { metadata, rules: submitterRules(crds) }));
    if (submitters.length > 0)
      new ManifestObject(
        this,
        'Submitters',
        manifestOf('RoleBinding', {
          metadata,
          roleRef: { apiGroup: RBAC, kind: 'Role', name: SUBMITTER_ROLE },
          subjects: submitters.map((submitter) => subject(submitter, tenant.namespace)),
        }),
      );
  }
}

const RBAC = 'rbac.authorization.k8s.io';

const subject = ({ kind, name, namespace }: Submitter, ofTenant: string): k8s.Subject =>
  kind === 'ServiceAccount' ? { kind, name, namespace: namespace ?? ofTenant } : { kind, name, apiGroup: RBAC };

const podSecurity = (): { [key: string]: string } =>
  Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'] as const),
  );

/** Anything that the quota leaves out is unlimited. */
function hardLimits({ pods, requests, limits, persistentVolumeClaims }: QuotaFacts): { [key: string]: k8s.Quantity } {
  return {
    pods: quantity(pods),
    'requests.cpu': quantity(requests.cpu),
    'requests.memory': quantity(requests.memory),
    'limits.cpu': quantity(limits.cpu),
    'limits.memory': quantity(limits.memory),
    ...(requests.storage && { 'requests.storage': quantity(requests.storage) }),
    ...(persistentVolumeClaims && { persistentvolumeclaims: quantity(persistentVolumeClaims) }),
  };
}

const containerDefaults = (): k8s.LimitRangeItem => ({
  type: 'Container',
  default: amounts(CONTAINER_DEFAULTS.limits),
  defaultRequest: amounts(CONTAINER_DEFAULTS.requests),
});

const amounts = ({ cpu, memory }: { cpu: string; memory: string }): { [key: string]: k8s.Quantity } => ({
  cpu: quantity(cpu),
  memory: quantity(memory),
});
