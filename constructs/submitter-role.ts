import type { k8s } from 'cdk8s-plus-28';
import { CILIUM_POLICY_CRD } from '../contract/cluster-facts';

/** The CustomResourceDefinition of External Secrets Operator's keys. */
const EXTERNAL_SECRET_CRD = 'externalsecrets.external-secrets.io';

/** To create by server-side apply, read, and delete one by one. */
const KEEP = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
const LOOK = ['get', 'list', 'watch'];

/**
 * What a person or CI needs to submit, watch, cancel and clean up runs in a namespace: the objects of a run, the logs
 * of its pods, its events. It allows no pods of their own, no exec, no account tokens.
 *
 * Secrets can be created and deleted, never read: `get` and `list` are left out, and so is `patch`, which returns the
 * whole object. A Role cannot match names by pattern, and `create` cannot be restricted by name. But whoever submits
 * runs chooses what their pods mount: keys that a submitter must not use belong in another namespace.
 *
 * Kubernetes lets nobody grant permissions they do not have, so these include what a run's own Role allows.
 *
 * @param crds CustomResourceDefinitions of the cluster.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function submitterRules(crds: readonly string[]): k8s.PolicyRule[] {
  const custom = [EXTERNAL_SECRET_CRD, CILIUM_POLICY_CRD].filter((crd) => crds.includes(crd));
  return [
    rule('batch', ['jobs'], KEEP),
    rule('apps', ['statefulsets'], KEEP),
    rule('apps', ['statefulsets/scale'], ['get', 'patch']),
    rule('', ['configmaps', 'persistentvolumeclaims', 'services', 'serviceaccounts'], KEEP),
    rule('', ['secrets'], ['create', 'delete']),
    rule('', ['pods', 'events'], LOOK),
    rule('', ['pods/log'], ['get']),
    rule('', ['resourcequotas', 'limitranges'], LOOK),
    rule('rbac.authorization.k8s.io', ['roles', 'rolebindings'], KEEP),
    rule('networking.k8s.io', ['networkpolicies'], KEEP),
    rule('policy', ['poddisruptionbudgets'], KEEP),
    ...custom.map((crd) => rule(crd.slice(crd.indexOf('.') + 1), [crd.slice(0, crd.indexOf('.'))], KEEP)),
  ];
}

const rule = (group: string, resources: string[], verbs: string[]): k8s.PolicyRule => ({
  apiGroups: [group],
  resources,
  verbs: [...verbs],
});
