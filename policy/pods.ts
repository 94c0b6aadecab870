import type { PodSpec } from '../review/pods';
import { type CheckedResource, fieldsOf, kindOf } from './rule';

/** Where the pod of each kind stands. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const TEMPLATE = ['spec', 'template', 'spec'];

/** Kinds with pods that are written otherwise, or with a template that is no pod's. */
const WORKLOADS = ['Pod', 'CronJob', 'Job', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

/** What a resource makes pods of; undefined where it makes none. */
export function podOf(resource: CheckedResource): PodSpec | undefined {
  const kind = kindOf(resource) ?? '';
  if (!WORKLOADS.includes(kind)) return undefined;
  const path = PATHS[kind] ?? TEMPLATE;
  return path.reduce<unknown>((inner, field) => fieldsOf(inner)[field], resource.props) as PodSpec | undefined;
}
