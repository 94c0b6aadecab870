import type { DiffFinding } from './finding';
import { foreignReach } from './foreign-reach';
import { widerGrants } from './grants';
import { findingAbout, objectFindings } from './object-findings';
import { openNamespace } from './open-namespace';
import { isPolicy } from './reach';
import type { Placed } from './rendering';
import { GATHERS } from './rules/rbac';
import { Source } from './rules/sources';

/** Permissions of every run that name no object: its report does not exist beforehand. */
const OF_EVERY_RUN: readonly string[] = ['create configmaps'];

/**
 * Permissions of a new run beyond those that every run of this project has: there is no earlier run to compare it with.
 */
export const rightsOfNewRun = (objects: readonly Placed[], run: string): DiffFinding[] => [
  ...objects.flatMap((placed) => [
    ...openFindings(placed),
    ...openNamespace(placed),
    ...roleFindings(placed, run),
    ...bindingFindings(placed, run),
  ]),
  ...reachFindings(objects),
];

/** Reported on a policy, or on an object with pods if there is none. */
function reachFindings(objects: readonly Placed[]): DiffFinding[] {
  const lines = foreignReach(objects.map(({ object }) => object));
  const about = objects.find(({ object }) => isPolicy(object)) ?? objects[0];
  if (lines.length === 0 || about === undefined) return [];
  const message = `connections are open that no run setting opens: ${lines.join('; ')}`;
  return [findingAbout(about, { verdict: 'wider-rights', message, source: Source.NETWORK_POLICY, changes: [] })];
}

/** Sources of the rules applied to pods, Services and routes to them as if their whole spec had just been added. */
const OPEN: readonly string[] = [Source.POD_SECURITY, Source.SERVICE_TYPES, Source.INGRESS, Source.GATEWAY];

/** Pods that are not `restricted`, and whatever lets in requests from outside the cluster. */
function openFindings({ delivery: _, ...placed }: Placed): DiffFinding[] {
  const before = { ...placed, object: { ...placed.object, spec: {} } };
  return objectFindings(before, placed).filter(
    ({ verdict, source }) => verdict === 'wider-rights' && OPEN.includes(source),
  );
}

function roleFindings(placed: Placed, run: string): DiffFinding[] {
  const { object } = placed;
  if (!/^(Cluster)?Role$/.test(object.kind)) return [];
  const grants = widerGrants({ ...object, rules: [] }, object);
  const foreign = grants.filter((grant) => !OF_EVERY_RUN.includes(grant) && !grant.split('"')[1]?.includes(run));
  return [
    ...(foreign.length === 0
      ? []
      : [wider(placed, `grants rights beyond the objects of its run: ${foreign.join(', ')}`)]),
    ...(object.aggregationRule === undefined ? [] : [wider(placed, GATHERS)]),
  ];
}

function bindingFindings(placed: Placed, run: string): DiffFinding[] {
  const { kind, roleRef } = placed.object;
  const role = Object(roleRef) as { readonly kind?: string; readonly name?: string };
  if (!/^(Cluster)?RoleBinding$/.test(kind)) return [];
  if (kind === 'RoleBinding' && role.kind === 'Role' && role.name?.includes(run)) return [];
  return [wider(placed, `grants ${role.kind}/${role.name}, which does not belong to the run`)];
}

const wider = (placed: Placed, message: string): DiffFinding =>
  findingAbout(placed, { verdict: 'wider-rights', message, source: Source.ROLE, changes: [] });
