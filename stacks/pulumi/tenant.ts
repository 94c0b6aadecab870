import * as pulumi from '@pulumi/pulumi';
import type { ClusterFacts } from '../../contract/cluster-facts';
import type { Images } from '../../contract/images';
import { renderTenant } from '../render';
import { deployObjects } from './bridge';
import { type Late, whenKnown } from './late';
import { ofStack, ownName } from './owning-stack';
import type { StackPolicies } from './policies';

/** Settings of {@link Tenant}. */
export interface TenantArgs {
  /** The cluster: its namespace, quota, submitters and the other facts that a tenant is rendered from. */
  readonly cluster: Late<ClusterFacts>;
  /** Images of the repository cache. */
  readonly images: Late<Images>;
  /** How objects are retained, protected, imported and awaited. @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
}

/**
 * What the runs of one namespace share: the namespace itself, its limits, the submitters' Role, the repository cache.
 * Pass it to runs as `dependsOn`.
 */
export class Tenant extends pulumi.ComponentResource {
  /** Namespace of the runs. */
  public readonly namespace: pulumi.Output<string>;

  /** @throws Error naming the fact that the tenant cannot be rendered from. */
  constructor(name: string, args: TenantArgs, options?: pulumi.ComponentResourceOptions) {
    super('prodigy:index:Tenant', name, {}, options);
    const { policies, ...facts } = args;
    this.namespace = whenKnown<TenantFacts, string>(facts, name, ({ cluster, images }) => {
      const objects = renderTenant(cluster, images).map((object) => ofStack(object, ownName()));
      deployObjects(objects, { parent: this, policies });
      return cluster.namespace;
    });
    this.registerOutputs({ namespace: this.namespace });
  }
}

interface TenantFacts {
  readonly cluster: ClusterFacts;
  readonly images: Images;
}
