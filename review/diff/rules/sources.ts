/** A function in Kubernetes' source that rejects or allows a change. */
const validation = (group: string, name: string): string => `kubernetes pkg/apis/${group}/validation.go ${name}`;

/** A page of Kubernetes' documentation. */
const page = (path: string): string => `https://kubernetes.io/docs/${path}`;

/** Sources of the rules. */
export const Source = {
  JOB: validation('batch/validation', 'ValidateJobSpecUpdate'),
  JOB_COMPLETIONS: validation('batch/validation', 'validateCompletions'),
  JOB_DELETION: page('concepts/workloads/controllers/job/#clean-up-finished-jobs-automatically'),
  JOB_PARALLELISM: page('concepts/workloads/controllers/job/#controlling-parallelism'),
  STATEFUL_SET: validation('apps/validation', 'ValidateStatefulSetUpdate'),
  STATEFUL_SET_ROLL: page('concepts/workloads/controllers/statefulset/#rolling-updates'),
  STATEFUL_SET_CLAIMS: page('concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention'),
  CLAIM: validation('core/validation', 'ValidatePersistentVolumeClaimUpdate'),
  CLAIM_DELETION: page('concepts/storage/persistent-volumes/#reclaiming'),
  CLAIM_EXPANSION: page('concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims'),
  POD_UPDATE: validation('core/validation', 'ValidatePodUpdate'),
  SECRET: validation('core/validation', 'ValidateSecretUpdate'),
  CONFIG_MAP: validation('core/validation', 'ValidateConfigMapUpdate'),
  CONFIG_MAP_FILES: page('concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically'),
  SERVICE_ADDRESS: validation('core/validation', 'validateUpgradeDowngradeClusterIPs'),
  SERVICE_FAMILIES: validation('core/validation', 'validateUpgradeDowngradeIPFamilies'),
  SERVICE_BALANCER: validation('core/validation', 'validateLoadBalancerClassField'),
  SERVICE_TYPES: page('concepts/services-networking/service/#publishing-services-service-types'),
  INGRESS: page('concepts/services-networking/ingress/'),
  INGRESS_TLS: page('concepts/services-networking/ingress/#tls'),
  GATEWAY: 'https://gateway-api.sigs.k8s.io/guides/',
  ROLE: page('reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update'),
  AGGREGATION: page('reference/access-authn-authz/rbac/#aggregated-clusterroles'),
  ROLE_REF: validation('rbac/validation', 'ValidateRoleBindingUpdate'),
  SERVICE_ACCOUNT: page('concepts/security/service-accounts/'),
  NETWORK_POLICY: page('concepts/services-networking/network-policies/'),
  POD_SECURITY: page('concepts/security/pod-security-standards/'),
  POD_SECURITY_LABELS: page('concepts/security/pod-security-admission/'),
  POD_SECURITY_LEVEL: 'kubernetes staging/src/k8s.io/pod-security-admission/admission/admission.go ValidateNamespace',
  PROJECTED_TOKEN: page('concepts/storage/projected-volumes/#serviceaccounttoken'),
  SECRET_VOLUME: page('concepts/configuration/secret/#using-secrets-as-files-from-a-pod'),
  RESOURCES: page('concepts/configuration/manage-resources-containers/'),
  QUOTA: page('concepts/policy/resource-quotas/'),
  LABELS: page('concepts/overview/working-with-objects/labels/'),
  APPLY: page('reference/using-api/server-side-apply/'),
  RUN_SETTINGS: 'contract/run-config.ts',
  KUSTOMIZATION: page('tasks/manage-kubernetes-objects/kustomization/'),
  REMOVAL: 'docs/how-to/gitops.md',
  RUN: 'docs/decisions/0008-a-locked-run-starts-only-when-it-is-renewed.md',
} as const;
