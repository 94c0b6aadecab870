import { Annotation } from '../../contract/labels';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import type { LiveObject } from '../kube';

/** Labels that the Job controller adds to a Job's pods to find them. */
const OF_CONTROLLER = [
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
];

/** Annotations added while the run was in progress. */
const OF_ITS_LIFE = [Annotation.CANCEL, Annotation.DRAIN, Annotation.PROGRESS, Annotation.TTL];

/** A manifest that recreates a live Job: without its status, requests to end it, and reported progress. */
export function createdAgain(job: LiveObject): KubernetesObject {
  const { name, namespace, labels, annotations = {} } = job.metadata ?? {};
  const { selector: _, suspend: __, template, ...spec } = job.spec as unknown as JobSpec;
  const { creationTimestamp: ___, ...metadata } = template.metadata;
  const own = withoutKeys(metadata.labels ?? {}, OF_CONTROLLER);
  const ttl = annotations[Annotation.TTL];
  const stay = ttl === undefined ? {} : { ttlSecondsAfterFinished: Number(ttl) };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels, annotations: withoutKeys(annotations, OF_ITS_LIFE) },
    spec: { ...spec, ...stay, template: { ...template, metadata: { ...metadata, labels: own } } },
  } as unknown as KubernetesObject;
}

interface JobSpec {
  readonly selector?: unknown;
  readonly suspend?: boolean;
  readonly template: {
    readonly metadata: { readonly labels?: Readonly<Record<string, string>>; readonly creationTimestamp?: unknown };
  };
}

const withoutKeys = (map: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
