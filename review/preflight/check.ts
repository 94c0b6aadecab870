import type { ClusterFacts } from '../../contract/cluster-facts';
import type { ReviewedObject } from '../reviewed-object';
import type { Finding } from './finding';

/** What is checked: objects that are to be applied together, and where. */
export interface Subject {
  readonly facts: ClusterFacts;
  /** The objects of a run, or of a tenant. */
  readonly objects: readonly ReviewedObject[];
  /** What the namespace holds beside: quota, limits, repository cache. Empty where that is not known. */
  readonly tenant: readonly ReviewedObject[];
}

/** A finding as a check makes it, about an object of its subject. */
export interface Complaint extends Pick<Finding, 'severity' | 'message' | 'wayOut' | 'reason' | 'source'> {
  readonly about: ReviewedObject;
}

/** One question that can be answered without a cluster: a function of its subject alone. */
export interface Check {
  /** Short, lower case: people filter by it. */
  readonly name: string;
  complaints(subject: Subject): readonly Complaint[];
}
