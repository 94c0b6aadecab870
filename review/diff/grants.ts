import type { ReviewedObject } from '../reviewed-object';

/** One right: a verb on a resource of a group, by name or on all of them. */
interface Grant {
  readonly group: string;
  readonly resource: string;
  readonly name: string;
  readonly verb: string;
}

interface RoleRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
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
  return all.flatMap(({ apiGroups = [], resources = [], resourceNames, verbs = [] }) => {
    const names = resourceNames?.length ? resourceNames : [EVERY];
    return apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.flatMap((name) => verbs.map((verb): Grant => ({ group, resource, name, verb }))),
      ),
    );
  });
}

const covers = (held: Grant, wanted: Grant): boolean =>
  (['group', 'resource', 'name', 'verb'] as const).every((part) => held[part] === EVERY || held[part] === wanted[part]);

function grantText({ group, resource, name, verb }: Grant): string {
  const what = group === '' ? resource : `${group}/${resource}`;
  return name === EVERY ? `${verb} ${what}` : `${verb} ${what} "${name}"`;
}
