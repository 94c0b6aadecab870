import { podsOf } from '../pods';
import { anyRuns } from './any-run';
import { doubled } from './doubled';
import { type DiffFinding, ordered } from './finding';
import { findingAbout, objectFindings } from './object-findings';
import { widerReach } from './reach';
import { grouped, identity, type Placed, type Rendering, renamedRun, runOf } from './rendering';
import { rightsOfNewRun } from './rights-of-new-run';
import { Source } from './rules/sources';
import type { Verdict } from './verdict';
import { addedFindings, newRunFindings, removedFindings, removedRunFindings } from './whole-findings';

/** Verdicts reported for a run that replaces another: it is created anew, so no others apply. */
const OF_SUCCESSORS: readonly Verdict[] = ['wider-rights', 'credential-reference', 'cost'];

/** Sources of the rules that decide whether claims are kept when a run is over, or removed from git. */
const OF_RETENTION: readonly string[] = [Source.RUN_SETTINGS, Source.REMOVAL, Source.STATEFUL_SET_CLAIMS];

/**
 * What a pull request changes on its clusters, worst first. Objects are matched by target, kind, namespace and name,
 * regardless of file and order; runs are matched by id, and a new one in the folder of a removed one replaces it.
 */
export function diff(base: Rendering, head: Rendering): DiffFinding[] {
  const [old, now] = [byTarget(base), byTarget(head)];
  const targets = new Set([...old.keys(), ...now.keys()]);
  return ordered([...targets].flatMap((target) => targetFindings(old.get(target) ?? [], now.get(target) ?? [])));
}

const byTarget = (rendering: Rendering) => grouped(rendering, ({ target }) => target);

/** Group of the objects that belong to no run but are shared by all. */
const SHARED = '';

function targetFindings(base: readonly Placed[], head: readonly Placed[]): DiffFinding[] {
  const [old, now] = [byRun(base), byRun(head)];
  const gone = new Map([...old].filter(([run]) => run !== SHARED && !now.has(run)));
  const findings = [...now].flatMap(([run, objects]) => {
    const before = old.get(run);
    if (run === SHARED || before !== undefined) return groupFindings(before ?? [], objects);
    return startFindings(run, objects, predecessor(objects, gone));
  });
  const shared = now.has(SHARED) ? [] : groupFindings(old.get(SHARED) ?? [], []);
  return [...doubled(head), ...findings, ...shared, ...[...gone.values()].flatMap(removedRunFindings)];
}

const byRun = (placed: readonly Placed[]) => grouped(placed, (one) => runOf(one) ?? SHARED);

/** The removed run that was in the folder of a new one. */
const predecessor = (objects: readonly Placed[], gone: ReadonlyMap<string, readonly Placed[]>) =>
  [...gone].find(([, [first]]) => first?.folder === objects[0]?.folder);

function startFindings(
  run: string,
  objects: readonly Placed[],
  before: readonly [string, readonly Placed[]] | undefined,
): DiffFinding[] {
  const started = newRunFindings(objects, before?.[0]);
  if (before === undefined) return [...started, ...rightsOfNewRun(objects, run)];
  const compared = groupFindings(renamedRun(before[1], before[0], run), objects);
  return [...started, ...compared.filter(isOfSuccessor)];
}

/** A new run has new claims: data is lost only if they are no longer kept at the end, as its predecessor's were. */
const isOfSuccessor = ({ verdict, source }: DiffFinding): boolean =>
  OF_SUCCESSORS.includes(verdict) || (verdict === 'data-loss' && OF_RETENTION.includes(source));

/** Findings between two states of one run, or of the shared objects. */
function groupFindings(base: readonly Placed[], head: readonly Placed[]): DiffFinding[] {
  const [old, now] = [byIdentity(base), byIdentity(head)];
  return [
    ...[...now].flatMap(([name, placed]) => {
      const before = old.get(name);
      return before ? objectFindings(before, placed) : addedFindings(placed, { base, head });
    }),
    ...[...old].filter(([name]) => !now.has(name)).flatMap(([, placed]) => removedFindings(placed)),
    ...reachFindings(base, head),
  ];
}

const byIdentity = (placed: readonly Placed[]): ReadonlyMap<string, Placed> =>
  new Map(placed.map((one) => [identity(one.object), one]));

/** Reported on the first changed policy, though all policies together decide; else on the relabelled pods. */
function reachFindings(base: readonly Placed[], head: readonly Placed[]): DiffFinding[] {
  const about = changedPolicies(base, head)[0] ?? relabelled(base, head);
  if (about === undefined) return [];
  const [old, now] = [objectsOf(base), objectsOf(head)];
  const isShared = [...base, ...head].every((placed) => runOf(placed) === undefined);
  const runs = isShared ? anyRuns([...old, ...now]) : [];
  const lines = [[], ...runs].flatMap((run) => widerReach([...run, ...old], [...run, ...now]));
  if (lines.length === 0) return [];
  const message = `connections are newly open: ${[...new Set(lines)].join('; ')}`;
  return [findingAbout(about, { verdict: 'wider-rights', message, source: Source.NETWORK_POLICY, changes: [] })];
}

function changedPolicies(base: readonly Placed[], head: readonly Placed[]): Placed[] {
  const [old, now] = [byIdentity(base), byIdentity(head)];
  const text = (placed: Placed | undefined): string => {
    const { spec, specs } = (placed?.object ?? {}) as { readonly spec?: unknown; readonly specs?: unknown };
    return JSON.stringify([spec, specs]);
  };
  return [...new Map([...old, ...now])]
    .filter(
      ([name, { object }]) => object.kind.endsWith('NetworkPolicy') && text(old.get(name)) !== text(now.get(name)),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, placed]) => placed);
}

/** The first object whose pods' labels changed. */
function relabelled(base: readonly Placed[], head: readonly Placed[]): Placed | undefined {
  const old = byIdentity(base);
  const labels = (placed: Placed | undefined) =>
    JSON.stringify(placed && podsOf([placed.object]).map((pod) => pod.labels));
  return head.find((placed) => labels(placed) !== labels(old.get(identity(placed.object))));
}

const objectsOf = (placed: readonly Placed[]) => placed.map(({ object }) => object);
