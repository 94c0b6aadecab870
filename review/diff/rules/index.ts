import type { Rule } from '../rule';
import { BARE_POD_RULES } from './bare-pod';
import { CONFIG_MAP_RULES, SETTING_RULES } from './config-map';
import { EXTERNAL_SECRET_RULES } from './external-secret';
import { GATEWAY_RULES, ROUTE_RULES } from './gateway';
import { INGRESS_RULES } from './ingress';
import { JOB_RULES } from './job';
import { KUSTOMIZATION_RULES } from './kustomization';
import { NAMESPACE_RULES, QUOTA_RULES } from './namespace';
import { NETWORK_POLICY_RULES } from './network-policy';
import { CLAIM_RULES } from './persistent-volume-claim';
import { podRules } from './pod';
import { ROLE_BINDING_RULES, ROLE_RULES, SERVICE_ACCOUNT_RULES } from './rbac';
import { SECRET_RULES } from './secret';
import { SERVICE_RULES } from './service';
import { Source } from './sources';
import { STATEFUL_SET_RULES } from './stateful-set';

/** Rules for every kind, applied after its own. */
const ANY_OBJECT: readonly Rule[] = [
  { path: 'metadata.labels.**', verdict: 'cosmetic', means: 'labels are for selecting objects', source: Source.LABELS },
  {
    path: 'metadata.annotations.**',
    verdict: 'cosmetic',
    means: 'annotations are for people and tools',
    source: Source.LABELS,
  },
  { path: '**', verdict: 'in-place', means: 'the object is updated in place', source: Source.APPLY },
];

/** Rules by kind; the first that matches a change decides. */
const BY_KIND: Readonly<Record<string, readonly Rule[]>> = {
  ClusterRole: ROLE_RULES,
  ClusterRoleBinding: ROLE_BINDING_RULES,
  ConfigMap: CONFIG_MAP_RULES,
  ExternalSecret: EXTERNAL_SECRET_RULES,
  Gateway: GATEWAY_RULES,
  GRPCRoute: ROUTE_RULES,
  HTTPRoute: ROUTE_RULES,
  Ingress: INGRESS_RULES,
  Job: JOB_RULES,
  Kustomization: KUSTOMIZATION_RULES,
  LimitRange: QUOTA_RULES,
  Namespace: NAMESPACE_RULES,
  NetworkPolicy: NETWORK_POLICY_RULES,
  PersistentVolumeClaim: CLAIM_RULES,
  Pod: BARE_POD_RULES,
  ResourceQuota: QUOTA_RULES,
  Role: ROLE_RULES,
  RoleBinding: ROLE_BINDING_RULES,
  Secret: SECRET_RULES,
  Service: SERVICE_RULES,
  ServiceAccount: SERVICE_ACCOUNT_RULES,
  StatefulSet: STATEFUL_SET_RULES,
  TCPRoute: ROUTE_RULES,
  TLSRoute: ROUTE_RULES,
  UDPRoute: ROUTE_RULES,
};

const OF_TEMPLATES = podRules('');
/** Kinds whose pods are not in `spec.template`. */
const OF_PODS: Readonly<Record<string, readonly Rule[]>> = { CronJob: podRules('CronJob'), Pod: podRules('Pod') };

/**
 * The rule tables for a kind: in each, the first rule that matches a change applies. Pods and settings have a table of
 * their own, since their rules apply whatever happens to the object around them.
 */
export const tablesOf = (kind: string): readonly (readonly Rule[])[] => [
  [...(BY_KIND[kind] ?? []), ...ANY_OBJECT],
  kind === 'ConfigMap' ? SETTING_RULES : (OF_PODS[kind] ?? OF_TEMPLATES),
];
