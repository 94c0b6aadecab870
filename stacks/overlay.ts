import type { ClusterFacts } from '../contract/cluster-facts';
import { checkedCluster, clusterSchema } from './cluster-schema';
import { type FactPath, factPaths, nameHint, pathText } from './fact-paths';
import { FACTS } from './fact-rules';

/** Changes to a cluster's facts: omitted facts stay as they are, null removes an optional one. */
export type FactChanges = Changes<Omit<ClusterFacts, 'name'>>;

type Changes<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Name in keyof T]?: Changes<T[Name]> | null }
    : T;

/** One fact and where it was written. */
export interface PlacedFact {
  readonly path: FactPath;
  /** Null removes the fact that lower layers set. */
  readonly value: unknown;
  /** `base`, a file with or without line and column, an environment or a flag. */
  readonly origin: string;
}

/** Facts by the text of their path. A flat map, so that layers merge without a deep merge of values. */
export type Layer = ReadonlyMap<string, PlacedFact>;

/**
 * Make a layer from a description. Groups are split into single facts; a list counts as one fact and replaces another
 * list, and so does an entry of a map, such as one StorageClass.
 *
 * @param origin where the facts were written.
 * @throws Error with one line per unknown name.
 */
export function layer(facts: FactChanges, origin: string): Layer {
  const wrong: string[] = [];
  const found = [...singleFacts(facts as Group, [], wrong)];
  if (wrong.length > 0) throw new Error(wrong.map((message) => `${origin}: ${message}`).join('\n'));
  return new Map(found.map(([path, value]) => [pathText(path), { path, value, origin }]));
}

/** Merge layers; later ones win. Removed facts are kept as null, which makes merging associative. */
export function overlay(...layers: readonly Layer[]): Layer {
  return new Map(layers.flatMap((one) => [...one]));
}

/**
 * The checked facts of a target, in the order of the schema, however they were written.
 *
 * @throws Error with one line per missing or invalid fact, and where it was written.
 */
export function settled(name: string, merged: Layer): ClusterFacts {
  const facts: Group = Object.create(null);
  for (const { path, value } of inOrder(merged)) put(facts, path, value);
  return checkedCluster({ name, ...facts }, (path) => merged.get(pathText(path))?.origin);
}

/** The facts that are set, in the order of the schema; entries of maps sorted by name. */
export function inOrder(merged: Layer): PlacedFact[] {
  const present = [...merged.values()].filter(({ value }) => value !== null);
  return factPaths(clusterSchema).flatMap((known) =>
    present.filter(({ path }) => isAt(known, path)).sort((a, b) => (pathText(a.path) < pathText(b.path) ? -1 : 1)),
  );
}

type Group = { [name: string]: unknown };

/** Every fact but the name, which is made from cluster and environment. */
const KNOWN = factPaths(clusterSchema).filter(([name]) => name !== 'name');

function* singleFacts(group: Group, path: FactPath, wrong: string[]): Generator<[FactPath, unknown]> {
  for (const [name, value] of Object.entries(group)) {
    const at = [...path, name];
    const under = KNOWN.filter((known) => known.length > at.length && isAt(known.slice(0, at.length), at));
    if (value === undefined) continue;
    if (KNOWN.some((known) => isAt(known, at))) yield [at, value];
    else if (under.length === 0) wrong.push(unknownFact(path, name));
    else if (isGroup(value)) yield* singleFacts(value, at, wrong);
    else if (value === null && !under.some((known) => known.at(-1) === '*'))
      yield* under.map((known): [FactPath, unknown] => [known, null]);
    else wrong.push(`'${pathText(at)}' must be a group of facts, got ${JSON.stringify(value)}: ${FACTS}`);
  }
}

function unknownFact(path: FactPath, name: string): string {
  if (path.length === 0 && name === 'name')
    return "'name' must be left out here, got one: a target is named after its cluster and environment";
  const hint = nameHint(clusterSchema, path, name, FACTS);
  return `'${pathText(path) || 'cluster'}' must hold known facts only, got ${name}: ${hint}`;
}

/** Whether a path matches a known one; `*` stands for any single name. */
const isAt = (known: FactPath, path: FactPath): boolean =>
  known.length === path.length && known.every((name, index) => name === '*' || name === path[index]);

const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Groups have no prototype, so that no name can reach one. */
function put(facts: Group, path: FactPath, value: unknown): void {
  const group = path.slice(0, -1).reduce<Group>((outer, name) => {
    outer[name] ??= Object.create(null);
    return outer[name] as Group;
  }, facts);
  group[path.at(-1)!] = value;
}
