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
  /** Where the tenant is, and what it may have. */
  readonly cluster: Late<ClusterFacts>;
  /** Images of the repository cache. */
  readonly images: Late<Images>;
  /** What becomes of the objects. @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
}

/**
 * What the runs of one namespace share: the namespace itself, its limits, who may submit, the repository cache. Give
 * it to runs as `dependsOn`.
 */
export class Tenant extends pulumi.ComponentResource {
  /** Namespace of the runs. */
  public readonly namespace: pulumi.Output<string>;

  /** @throws Error naming the fact that a tenant cannot be made of. */
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
