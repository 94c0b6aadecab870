import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import { deployObjects } from './bridge';
import { chartObjects } from './dependencies';
import type { StackPolicies } from './policies';

/** Settings of {@link ChartDeployment}. */
export interface ChartDeploymentArgs {
  /** Your own chart, with constructs from `prodigy-kubernetes/constructs` or anywhere else. */
  readonly chart: Chart;
  /** How objects are retained, protected, imported and awaited. @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
}

/** Deploys the objects of a chart. Its `node.addDependency` declarations become dependencies of the resources. */
export class ChartDeployment extends pulumi.ComponentResource {
  /** @throws Error if a kind has no typed class, or the dependencies are circular. */
  constructor(name: string, { chart, policies }: ChartDeploymentArgs, options?: pulumi.ComponentResourceOptions) {
    super('prodigy:index:ChartDeployment', name, {}, options);
    const { objects, declared } = chartObjects(chart);
    deployObjects(objects, { parent: this, policies, declared });
    this.registerOutputs();
  }
}
