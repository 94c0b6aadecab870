import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { ClusterFacts, QuotaFacts } from '../contract/cluster-facts';
import { TenantIdentity } from './tenant-identity';

/** Settings of {@link Tenant}. */
export interface TenantProps {
  readonly cluster: Pick<ClusterFacts, 'namespace' | 'quota'>;
}

/** For containers that name nothing themselves; those of runs always do. */
const CONTAINER_DEFAULTS = {
  limits: { cpu: '2', memory: '4Gi' },
  requests: { cpu: '500m', memory: '1Gi' },
};

/** What the runs of one namespace share: the namespace itself, where only restricted pods start, and its limits. */
export class Tenant extends Construct {
  constructor(scope: Construct, id: string, props: TenantProps) {
    super(scope, id);
    const { quota } = props.cluster;
    const tenant = new TenantIdentity(props.cluster.namespace);
    new k8s.KubeNamespace(this, 'Namespace', {
      metadata: { name: tenant.namespace, labels: { ...tenant.labels(), ...podSecurity() } },
    });
    new k8s.KubeResourceQuota(this, 'Quota', {
      metadata: tenant.metadata('prodigy-quota'),
      spec: { hard: hardLimits(quota) },
    });
    new k8s.KubeLimitRange(this, 'Limits', {
      metadata: tenant.metadata('prodigy-limits'),
      spec: { limits: [containerDefaults()] },
    });
  }
}

const podSecurity = (): { [key: string]: string } =>
  Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'] as const),
  );

/** What the quota leaves out has no limit. */
function hardLimits({ pods, requests, limits, persistentVolumeClaims }: QuotaFacts): { [key: string]: k8s.Quantity } {
  return {
    pods: k8s.Quantity.fromNumber(pods),
    'requests.cpu': k8s.Quantity.fromString(requests.cpu),
    'requests.memory': k8s.Quantity.fromString(requests.memory),
    'limits.cpu': k8s.Quantity.fromString(limits.cpu),
    'limits.memory': k8s.Quantity.fromString(limits.memory),
    ...(requests.storage && { 'requests.storage': k8s.Quantity.fromString(requests.storage) }),
    ...(persistentVolumeClaims && { persistentvolumeclaims: k8s.Quantity.fromNumber(persistentVolumeClaims) }),
  };
}

const containerDefaults = (): k8s.LimitRangeItem => ({
  type: 'Container',
  default: amounts(CONTAINER_DEFAULTS.limits),
  defaultRequest: amounts(CONTAINER_DEFAULTS.requests),
});

const amounts = ({ cpu, memory }: { cpu: string; memory: string }): { [key: string]: k8s.Quantity } => ({
  cpu: k8s.Quantity.fromString(cpu),
  memory: k8s.Quantity.fromString(memory),
});
