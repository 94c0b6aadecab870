import { APP, Component, Label, MANAGED_BY } from '../contract/labels';
import type { RunObjectMetadata } from './run-identity';

/** The identity shared by objects that belong to a namespace rather than to one of its runs. */
export class TenantIdentity {
  constructor(public readonly namespace: string) {}

  /** Labels of an object, including pod templates. */
  public labels(component: Component = Component.TENANT): { readonly [key: string]: string } {
    return {
      [Label.APP]: APP,
      [Label.NAME]: APP,
      [Label.INSTANCE]: this.namespace,
      [Label.COMPONENT]: component,
      [Label.PART_OF]: APP,
      [Label.MANAGED_BY]: MANAGED_BY,
    };
  }

  /** Explicit metadata: cdk8s would otherwise put a hash of the construct's path into the name. */
  public metadata(name: string, component?: Component): RunObjectMetadata {
    return { name, namespace: this.namespace, labels: this.labels(component) };
  }
}
