import type { ReviewedObject } from '../reviewed-object';

/** One permission: a verb on a resource of a group, by name or on all of them, or on a path of the API server. */
interface Grant {
  readonly on: 'resource' | 'path';
  readonly group: string;
  /** Or the path; one that ends with a star matches every path with that prefix. */
  readonly resource: string;
  readonly name: string;
  readonly verb: string;
}

interface RoleRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs?: readonly string[];
}

/** Matches every group, resource, name or verb. */
const EVERY = '*';

/** Permissions that a Role grants now but did not before: `delete pods`, `patch apps/statefulsets "redis"`. */
export function widerGrants(base: ReviewedObject, head: ReviewedObject): string[] {
  const before = grantsOf(base);
  const more = grantsOf(head).filter((grant) => !before.some((held) => covers(held, grant)));
  return [...new Set(more.map(grantText))].sort();
}

/** Permissions that a Role no longer grants. */
export const fewerGrants = (base: ReviewedObject, head: ReviewedObject): string[] => widerGrants(head, base);

function grantsOf({ rules }: ReviewedObject): Grant[] {
  const all = Array.isArray(rules) ? (rules as RoleRule[]) : [];
  return all.flatMap((rule) => [...resourceGrants(rule), ...pathGrants(rule)]);
}

function resourceGrants({ apiGroups = [], resources = [], resourceNames, verbs = [] }: RoleRule): Grant[] {
  const names = resourceNames?.length ? resourceNames : [EVERY];
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      names.flatMap((name) => verbs.map((verb): Grant => ({ on: 'resource', group, resource, name, verb }))),
    ),
  );
}

const pathGrants = ({ nonResourceURLs = [], verbs = [] }: RoleRule): Grant[] =>
  nonResourceURLs.flatMap((resource) =>
    verbs.map((verb): Grant => ({ on: 'path', group: '', resource, name: EVERY, verb })),
  );

const covers = (held: Grant, wanted: Grant): boolean =>
  held.on === wanted.on &&
  (isWithin(held, wanted) || held.resource === EVERY || held.resource === wanted.resource) &&
  (['group', 'name', 'verb'] as const).every((part) => held[part] === EVERY || held[part] === wanted[part]);

const isWithin = (held: Grant, { on, resource }: Grant): boolean =>
  on === 'path' && held.resource.endsWith(EVERY) && resource.startsWith(held.resource.slice(0, -1));

function grantText({ on, group, resource, name, verb }: Grant): string {
  if (on === 'path') return `${verb} path ${resource}`;
  const what = group === '' ? resource : `${group}/${resource}`;
  return name === EVERY ? `${verb} ${what}` : `${verb} ${what} "${name}"`;
}
