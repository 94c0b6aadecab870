import type { ClusterFacts } from '../../contract/cluster-facts';
import { APP, Component, Label } from '../../contract/labels';
import { identity, type Placed, type Rendering, runOf } from '../../review/diff/rendering';
import type { LiveManifest } from '../../review/live/live-object';
import { seenAsRendered } from '../../review/live/seen-as-rendered';
import type { UnderWay } from '../../review/live/under-way';
import type { ReviewedObject } from '../../review/reviewed-object';
import { CliError, Status } from '../cli-error';
import type { Kube } from '../kube';
import { itemsUnderWay } from './items-under-way';
import { reportsIn } from './reports';
import { jobState } from './run-status';

/** Kinds rendered for a run or a namespace on any cluster; any others are taken from the rendering. */
const KINDS: readonly (readonly [apiVersion: string, kind: string])[] = [
  ...['ConfigMap', 'LimitRange', 'PersistentVolumeClaim', 'ResourceQuota', 'Service', 'ServiceAccount'].map(
    (kind) => ['v1', kind] as const,
  ),
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'Job'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
];

/** Both sides of a comparison with a cluster. */
export interface LiveComparison {
  readonly base: Rendering;
  readonly head: Rendering;
}

/**
 * Read from a cluster the objects that a rendering would change, and all others of this project. Uses only `get` and
 * `list`, reads no Secret, and considers only fields that the rendering or its deliverer sets.
 *
 * @throws CliError with one sentence that lists every missing permission.
 */
export async function liveComparison(kube: Kube, facts: ClusterFacts, head: Rendering): Promise<LiveComparison> {
  const objects = await listed(kube, facts.namespace, head);
  const runs = await runsUnderWay(kube, facts.namespace, objects);
  const rendered = new Map(head.map((placed) => [identity(placed.object), placed]));
  const folders = foldersOf(head);
  const place = (object: LiveManifest): Placed => {
    const wanted = rendered.get(identity(object));
    const { labels = {} } = object.metadata;
    const folder = wanted?.folder ?? folders.get(labels[Label.WORKFLOW] ?? '') ?? labels[Label.WORKFLOW] ?? '';
    const seen = wanted === undefined ? object : seenAsRendered(object, wanted.object);
    return { target: facts.name, folder, file: '', object: seen, delivery: facts.delivery };
  };
  const told = (placed: Placed): Placed => ({ ...placed, underWay: runs.get(runOf(placed) ?? '') });
  return { base: objects.map(place).map(told), head: head.map(told) };
}

/** A live object has its workflow's label, not the folder that it was rendered into. */
const foldersOf = (head: Rendering): ReadonlyMap<string, string> =>
  new Map(head.map(({ object, folder }) => [object.metadata.labels?.[Label.WORKFLOW] ?? '', folder]));

async function listed(kube: Kube, namespace: string, head: Rendering): Promise<LiveManifest[]> {
  const kinds = new Map(KINDS.map(([apiVersion, kind]) => [`${apiVersion}/${kind}`, { apiVersion, kind }]));
  const namespaced = head.filter(({ object }) => object.metadata.namespace !== undefined && object.kind !== 'Secret');
  for (const { object } of namespaced) kinds.set(`${object.apiVersion}/${object.kind}`, object);
  const missing: string[] = [];
  const lists = await Promise.all(
    [...kinds.values()].map(({ apiVersion, kind }) =>
      listOf(kube, apiVersion, kind, namespace).catch((error): LiveManifest[] => {
        missing.push(deniedKind(error, kind));
        return [];
      }),
    ),
  );
  const namespaces = await Promise.all(
    head.filter(({ object }) => object.kind === 'Namespace').map(({ object }) => namespaceOf(kube, object)),
  );
  if (missing.length > 0)
    throw new CliError(
      `'--live' must be allowed to list ${missing.sort().join(', ')} in ${namespace}, and is not: ask for these rights`,
    );
  return [...lists.flat(), ...namespaces.flat()];
}

async function listOf(kube: Kube, apiVersion: string, kind: string, namespace: string): Promise<LiveManifest[]> {
  const found = await kube.list(apiVersion, kind, namespace, `${Label.APP}=${APP}`).catch(noneWhereUnknown);
  return found
    .filter(({ metadata }) => metadata?.labels?.[Label.COMPONENT] !== Component.REPORT)
    .map((object) => asManifest(object, apiVersion, kind));
}

/** A kind that the cluster does not know has no objects: all are created. @throws every other error. */
function noneWhereUnknown(error: unknown): never[] {
  if (error instanceof CliError && error.message.includes('the cluster has no such kind')) return [];
  throw error;
}

/** @throws the error unless it is a missing permission. */
function deniedKind(error: unknown, kind: string): string {
  if (error instanceof CliError && error.status === Status.DENIED && error.message.includes('ask for this right'))
    return kind;
  throw error instanceof CliError && error.status === Status.DENIED ? new CliError(error.message) : error;
}

/** Few users may read namespaces: one that cannot be read is assumed to be as rendered. */
async function namespaceOf(kube: Kube, wanted: ReviewedObject): Promise<LiveManifest[]> {
  const { name } = wanted.metadata;
  try {
    const found = await kube.get({ apiVersion: 'v1', kind: 'Namespace', name });
    return found === undefined ? [] : [asManifest(found, 'v1', 'Namespace')];
  } catch (error) {
    if (error instanceof CliError && error.status === Status.DENIED) return [wanted];
    throw error;
  }
}

/** Field names that are JavaScript keywords, as the client library renames them. */
const RENAMED: ReadonlyMap<string, readonly string[]> = new Map([
  ['NetworkPolicy', ['_from']],
  ['LimitRange', ['_default']],
]);

/** List items come without their kind, and with times as objects. */
function asManifest(object: object, apiVersion: string, kind: string): LiveManifest {
  const renamed = RENAMED.get(kind) ?? [];
  const plain = JSON.stringify(object, (_, value) =>
    renamed.length === 0 || typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [renamed.includes(key) ? key.slice(1) : key, inner]),
        ),
  );
  return { ...JSON.parse(plain), apiVersion, kind };
}

async function runsUnderWay(
  kube: Kube,
  namespace: string,
  objects: readonly LiveManifest[],
): Promise<ReadonlyMap<string, UnderWay>> {
  const over = new Set((await reportsIn(kube, namespace)).map(({ runId }) => runId));
  const ended = [...over].map((runId) => [runId, { agents: 0, isOver: true }] as const);
  const jobs = objects.filter(({ kind, metadata }) => kind === 'Job' && metadata.labels?.[Label.RUN_ID] !== undefined);
  const runs = await Promise.all(
    jobs.map(async (job) => {
      const runId = job.metadata.labels?.[Label.RUN_ID] as string;
      return [runId, await underWay(kube, { runId, namespace }, job, over.has(runId))] as const;
    }),
  );
  return new Map<string, UnderWay>([...ended, ...runs]);
}

async function underWay(
  kube: Kube,
  run: { runId: string; namespace: string },
  job: LiveManifest,
  hasReport: boolean,
): Promise<UnderWay> {
  const { phase, active } = jobState(job as Parameters<typeof jobState>[0]);
  if (hasReport || phase === 'complete' || phase === 'failed') return { agents: 0, isOver: true };
  const isQueued = job.metadata.labels?.[Label.MODE] === 'mapreduce';
  const items = isQueued ? await itemsUnderWay(kube, run).catch(() => undefined) : undefined;
  return { agents: active, items, isOver: false };
}
