import type { KubernetesObject } from '../kubernetes-object';

/** A rule of a Role, in Kubernetes' own shape. */
export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  /** @default - all of them */
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** A single right: one verb on one resource. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** @default - any name */
  readonly name?: string;
}

/** A Role, or a RoleBinding to one, and the rights it grants that the account itself lacks. */
export interface Grant {
  readonly object: KubernetesObject;
  /** Name of the Role. */
  readonly role: string;
  readonly lacking: readonly Right[];
}

/**
 * Find what Kubernetes would not let an account grant: to create a Role, or a RoleBinding to it, the account needs
 * every right in it.
 *
 * @param held what RBAC allows the account in the namespace of the objects.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function lackingGrants(objects: readonly KubernetesObject[], held: readonly PolicyRule[]): Grant[] {
  const roles = new Map(objects.filter(isRole).map((role) => [role.metadata.name, lackingIn(role.rules, held)]));
  return objects.flatMap((object) => {
    const role = isRole(object) ? object.metadata.name : boundRole(object);
    const lacking = roles.get(role ?? '') ?? [];
    return role === undefined || lacking.length === 0 ? [] : [{ object, role, lacking }];
  });
}

const isRole = (object: KubernetesObject): object is KubernetesObject & { rules?: readonly PolicyRule[] } =>
  object.kind === 'Role';

const boundRole = ({ kind, roleRef }: KubernetesObject): string | undefined =>
  kind === 'RoleBinding' ? (roleRef as { name: string }).name : undefined;

const lackingIn = (rules: readonly PolicyRule[] = [], held: readonly PolicyRule[]): Right[] =>
  rules.flatMap(rightsOf).filter((right) => !held.some((rule) => covers(rule, right)));

function rightsOf({ apiGroups = [], resources = [], resourceNames = [], verbs }: PolicyRule): Right[] {
  const names = resourceNames.length > 0 ? resourceNames : [undefined];
  return resources.flatMap((resource) =>
    apiGroups.flatMap((group) => verbs.flatMap((verb) => names.map((name) => ({ verb, group, resource, name })))),
  );
}

/** Matches like the API server. */
function covers({ apiGroups, resources, resourceNames = [], verbs }: PolicyRule, right: Right): boolean {
  const [, part] = right.resource.split('/');
  return (
    holds(verbs, '*', right.verb) &&
    holds(apiGroups, '*', right.group) &&
    holds(resources, '*', right.resource, ...(part ? [`*/${part}`] : [])) &&
    (resourceNames.length === 0 || holds(resourceNames, right.name))
  );
}

const holds = (list: readonly string[] = [], ...any: readonly (string | undefined)[]): boolean =>
  any.some((one) => one !== undefined && list.includes(one));
