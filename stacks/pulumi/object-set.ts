import * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject } from '../kubernetes-object';
import { resourceClass } from './resource-classes';

/** Kinds whose pods need the other objects of their set. */
const WORKLOADS = ['Job', 'StatefulSet'];

/**
 * Kinds that `up` does not wait for. A Job ends when the run ends, which may take a day, and a Service waits for pods
 * that wait for the Service's own set; `prodigy-k8s status` watches runs.
 */
const NOT_AWAITED = ['Job', 'StatefulSet', 'Service'];

/**
 * Rendered objects that belong together, one typed resource each. A resource is named as its object, run id included:
 * so another run is other resources, and nothing of a running one is replaced.
 */
export class ObjectSet extends pulumi.ComponentResource {
  constructor(name: string, objects: readonly KubernetesObject[], options: pulumi.ComponentResourceOptions) {
    super('prodigy-k8s:index:ObjectSet', name, {}, options);
    const isWorkload = ({ kind }: KubernetesObject) => WORKLOADS.includes(kind);
    const needed = objects.filter((object) => !isWorkload(object)).map((object) => this.resource(object, []));
    for (const object of objects.filter(isWorkload)) this.resource(object, needed);
    this.registerOutputs();
  }

  private resource(object: KubernetesObject, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const ResourceClass = resourceClass(object);
    const options = { ...optionsFor(object), parent: this, dependsOn };
    return new ResourceClass(object.metadata.name, awaited(object), options);
  }
}

/** The engine would replace what Kubernetes changes in place, and delete what only people may delete. */
function optionsFor({ kind }: KubernetesObject): pulumi.CustomResourceOptions {
  // Nobody but the run looks at a Job's spec after creation.
  if (kind === 'Job') return { ignoreChanges: ['spec'] };
  // Not `protect`: every run has claims of its own, and a protected one would stop the next run's `up`.
  if (kind === 'PersistentVolumeClaim') return { retainOnDelete: true };
  return {};
}

function awaited(object: KubernetesObject): Record<string, unknown> {
  if (!NOT_AWAITED.includes(object.kind)) return object;
  const annotations = { ...object.metadata.annotations, 'pulumi.com/skipAwait': 'true' };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
