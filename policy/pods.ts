import type { PodSpec } from '../review/pods';
import { type CheckedResource, fieldsOf, kindOf } from './rule';

/** Path of the pod spec within each kind; for all others, `TEMPLATE`. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const TEMPLATE = ['spec', 'template', 'spec'];

/** Kinds that create pods; other kinds may have a template that is not a pod's. */
const WORKLOADS = ['Pod', 'CronJob', 'Job', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

/** Spec of the pods that a resource creates; undefined if it creates none. */
export function podOf(resource: CheckedResource): PodSpec | undefined {
  const kind = kindOf(resource) ?? '';
  if (!WORKLOADS.includes(kind)) return undefined;
  const path = PATHS[kind] ?? TEMPLATE;
  return path.reduce<unknown>((inner, field) => fieldsOf(inner)[field], resource.props) as PodSpec | undefined;
}
