// A program written by hand by somebody who knows what a run consists of: the same typed resources and options from
// existing objects, without components and rendering.
import { readFileSync } from 'node:fs';
import type { CustomResource } from '@pulumi/pulumi';
import { Label } from '../../../contract/labels';
import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { objectId } from '../../../stacks/pulumi/object-options';
import { resourceClass } from '../../../stacks/pulumi/resource-classes';
import { provider, told } from './provider';

const objects: readonly KubernetesObject[] = JSON.parse(readFileSync(told.objects, 'utf8'));
const isOfRun = ({ metadata }: KubernetesObject) => metadata.labels?.[Label.RUN_ID] !== undefined;

const made = (object: KubernetesObject, dependsOn: CustomResource[]): CustomResource => {
  const retainOnDelete = isOfRun(object) || object.kind === 'Namespace';
  const ignoreChanges = object.kind === 'Job' ? ['spec'] : [];
  const Class = resourceClass(object);
  return new Class(objectId(object), { ...object }, { provider, dependsOn, retainOnDelete, ignoreChanges });
};

const tenant: CustomResource[] = [];
for (const object of objects.filter((one) => !isOfRun(one))) tenant.push(made(object, tenant.slice(0, 1)));

const runs = new Map<string, KubernetesObject[]>();
for (const object of objects.filter(isOfRun)) {
  const id = object.metadata.labels?.[Label.RUN_ID] ?? '';
  runs.set(id, [...(runs.get(id) ?? []), object]);
}
for (const run of runs.values()) {
  const of = (...kinds: string[]) => run.filter(({ kind }) => kinds.includes(kind));
  const last = of('RoleBinding', 'StatefulSet', 'Job');
  const parts = run.filter((object) => !last.includes(object)).map((object) => made(object, tenant));
  const bindings = of('RoleBinding').map((object) => made(object, [...tenant, ...parts]));
  const servers = of('StatefulSet').map((object) => made(object, [...tenant, ...parts, ...bindings]));
  for (const job of of('Job')) made(job, [...tenant, ...parts, ...bindings, ...servers]);
}
