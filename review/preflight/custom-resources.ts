import { podsOf } from '../pods';
import type { ReviewedObject } from '../reviewed-object';
import type { Check, Complaint, Subject } from './check';

const SOURCE = 'https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/';

/** API groups that every cluster has; all others come from CustomResourceDefinitions. */
const BUILT_IN = [
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
];

/** The driver that reads SecretProviderClasses, and their definition. */
const SECRETS_STORE = 'secrets-store.csi.k8s.io';
const SECRET_PROVIDER_CLASSES = 'secretproviderclasses.secrets-store.csi.x-k8s.io';

/** Whether the cluster is known to define the kind of every custom object. */
export const customResources: Check = {
  name: 'custom-resources',
  complaints: (subject) => [
    ...subject.objects.flatMap((object) => missing(object, definitionOf(object), subject)),
    ...podsOf(subject.objects)
      .filter(({ spec }) => spec.volumes?.some(({ csi }) => csi?.driver === SECRETS_STORE))
      .flatMap(({ owner }) => missing(owner, SECRET_PROVIDER_CLASSES, subject)),
  ],
};

/** Full name of the definition, plural and group; undefined for built-in kinds. */
function definitionOf({ apiVersion, kind }: ReviewedObject): string | undefined {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  return BUILT_IN.includes(group) ? undefined : `${plural(kind.toLowerCase())}.${group}`;
}

/** Plural forms as definitions use them: policies, classes, secrets. */
function plural(kind: string): string {
  if (/[^aeiou]y$/.test(kind)) return `${kind.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(kind) ? `${kind}es` : `${kind}s`;
}

function missing(about: ReviewedObject, definition: string | undefined, { facts }: Subject): Complaint[] {
  const known = facts.crds ?? [];
  if (definition === undefined || known.includes(definition)) return [];
  return [
    {
      severity: 'error',
      about,
      message: `'crds' must name ${definition}, got ${known.join(', ') || 'none'}`,
      wayOut: "install it, and add it to the cluster's crds: kubectl get crd lists them",
      reason: 'the API server rejects objects of kinds that it does not know',
      source: SOURCE,
    },
  ];
}
