import type { ReviewedObject } from '../reviewed-object';

/** One right: a verb on a resource of a group, by name or on all of them, or on a path of the API server. */
interface Grant {
  readonly on: 'resource' | 'path';
  readonly group: string;
  /** Or the path; one that ends with a star stands for all that begin so. */
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

/** Stands for every group, resource, name or verb. */
const EVERY = '*';

/** Rights that a Role gives now and did not give before, for people: `delete pods`, `patch apps/statefulsets "redis"`. */
export function widerGrants(base: ReviewedObject, head: ReviewedObject): string[] {
  const before = grantsOf(base);
  const more = grantsOf(head).filter((grant) => !before.some((held) => covers(held, grant)));
  return [...new Set(more.map(grantText))].sort();
}

/** Rights that a Role gave, and gives no longer. */
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
