import type { ClusterFacts } from '../../contract/cluster-facts';
import { Label } from '../../contract/labels';
import type { UnderWay } from '../live/under-way';
import type { ReviewedObject } from '../reviewed-object';

/** A rendered object and its location. */
export interface Placed {
  /** Folder above the run's: the name of the target. */
  readonly target: string;
  /** Folder of the run: the name of the workflow. */
  readonly folder: string;
  /** Empty if it exists only on a cluster. */
  readonly file: string;
  readonly object: ReviewedObject;
  /** How the target's manifests are applied; undefined if not known. */
  readonly delivery?: ClusterFacts['delivery'];
  /** State of its run; undefined if no cluster was asked, or the run is not on it. */
  readonly underWay?: UnderWay;
}

/** One side of a comparison: objects in any order. */
export type Rendering = readonly Placed[];

/** The run that an object belongs to; undefined for shared objects. */
export const runOf = ({ object }: Placed): string | undefined => object.metadata.labels?.[Label.RUN_ID];

/** Values grouped by key, in order of first occurrence. */
export function grouped<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

/** What identifies an object in its cluster: not the version of its kind. */
export function identity({ apiVersion, kind, metadata }: ReviewedObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [group, kind, metadata.namespace ?? '', metadata.name].join('/');
}

/** The objects with the run id replaced everywhere, so that two runs of one workflow can be compared. */
export function renamedRun(placed: readonly Placed[], from: string, to: string): Placed[] {
  return placed.map((one) => ({ ...one, object: JSON.parse(JSON.stringify(one.object).replaceAll(from, to)) }));
}
