import type { k8s } from 'cdk8s-plus-28';
import { CILIUM_POLICY_CRD } from '../contract/cluster-facts';

/** The CustomResourceDefinition of keys that External Secrets Operator brings. */
const EXTERNAL_SECRET_CRD = 'externalsecrets.external-secrets.io';

/** Make by server-side apply, look at, and take away one by one. */
const KEEP = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
const LOOK = ['get', 'list', 'watch'];

/**
 * What a person or a CI needs to submit, watch, cancel and clean up runs of a namespace: the objects of a run, the logs
 * of its pods, its events. No pods of their own, no way into one, no tokens of accounts.
 *
 * Secrets are made and taken away, never read: `get` and `list` are left out, and so is `patch`, whose answer is the
 * whole object. A name cannot be a pattern in a Role, and must be left out for `create`. Whoever submits runs chooses
 * what their pods mount, though: keys that a submitter must not use belong into another namespace.
 *
 * Kubernetes lets nobody grant what they do not have themselves, so what a run's own Role allows is among these.
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
