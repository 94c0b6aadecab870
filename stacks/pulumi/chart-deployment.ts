import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import { deployObjects } from './bridge';
import { chartObjects } from './dependencies';
import type { StackPolicies } from './policies';

/** Settings of {@link ChartDeployment}. */
export interface ChartDeploymentArgs {
  /** A chart of one's own, with constructs of `prodigy-kubernetes/constructs` and others. */
  readonly chart: Chart;
  /** What becomes of the objects. @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
}

/** The objects of a chart. What its constructs declare with `node.addDependency` is what its resources wait for. */
export class ChartDeployment extends pulumi.ComponentResource {
  /** @throws Error where a kind has no typed class, or dependencies go round in a circle. */
  constructor(name: string, { chart, policies }: ChartDeploymentArgs, options?: pulumi.ComponentResourceOptions) {
    super('prodigy:index:ChartDeployment', name, {}, options);
    const { objects, declared } = chartObjects(chart);
    deployObjects(objects, { parent: this, policies, declared });
    this.registerOutputs();
  }
}
