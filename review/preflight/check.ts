import type { ClusterFacts } from '../../contract/cluster-facts';
import type { ReviewedObject } from '../reviewed-object';
import type { Finding } from './finding';

/** Objects to check, which are applied together, and the cluster they are for. */
export interface Subject {
  readonly facts: ClusterFacts;
  /** The objects of a run, or of a tenant. */
  readonly objects: readonly ReviewedObject[];
  /** Other objects in the namespace: quota, limits, repository cache. Empty if not known. */
  readonly tenant: readonly ReviewedObject[];
}

/** A finding of a check, about an object of its subject. */
export interface Complaint extends Pick<Finding, 'severity' | 'message' | 'wayOut' | 'reason' | 'source'> {
  readonly about: ReviewedObject;
}

/** A check that needs no cluster: a pure function of its subject. */
export interface Check {
  /** Short, lower case: users filter by it. */
  readonly name: string;
  complaints(subject: Subject): readonly Complaint[];
}
