import type { ClusterFacts } from '../../contract/cluster-facts';
import { Label } from '../../contract/labels';
import type { UnderWay } from '../live/under-way';
import type { ReviewedObject } from '../reviewed-object';

/** A rendered object and where it lies. */
export interface Placed {
  /** Folder above that of the run: the name of the target. */
  readonly target: string;
  /** Folder of the run: the name of the workflow. */
  readonly folder: string;
  /** Empty where it is on a cluster alone. */
  readonly file: string;
  readonly object: ReviewedObject;
  /** Who applies what is rendered for the target; undefined where that is not known. */
  readonly delivery?: ClusterFacts['delivery'];
  /** What its run is doing; undefined where no cluster was asked, or there is no such run on it. */
  readonly underWay?: UnderWay;
}

/** One side of a comparison: objects in whatever order. */
export type Rendering = readonly Placed[];

/** The run that an object belongs to; undefined for what runs share. */
export const runOf = ({ object }: Placed): string | undefined => object.metadata.labels?.[Label.RUN_ID];

/** Values by what they have in common, in the order of its first coming. */
export function grouped<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

/** What an object is known by in its cluster: the version of its kind is none of it. */
export function identity({ apiVersion, kind, metadata }: ReviewedObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [group, kind, metadata.namespace ?? '', metadata.name].join('/');
}

/** The same objects by another run id, wherever it stands: two runs of one workflow can be compared so. */
export function renamedRun(placed: readonly Placed[], from: string, to: string): Placed[] {
  return placed.map((one) => ({ ...one, object: JSON.parse(JSON.stringify(one.object).replaceAll(from, to)) }));
}
