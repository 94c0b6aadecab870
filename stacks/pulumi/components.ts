// What your own Pulumi program can deploy: `prodigy-kubernetes/pulumi`.

export type { ClusterFacts } from '../../contract/cluster-facts';
export type { Images } from '../../contract/images';
export type { SecretSource, SecretSources } from '../../contract/secret-source';
export type { KubernetesObject } from '../kubernetes-object';
export type { RenderedRun, RenderRequest } from '../render';
export type { WorkflowSource } from '../workflow-source';
export { ChartDeployment, type ChartDeploymentArgs } from './chart-deployment';
export type { Late } from './late';
export { type ObjectOptions, objectOptions } from './object-options';
export { DEFAULT_POLICIES, type StackPolicies } from './policies';
export type { SecretValues } from './submitted-keys';
export { Tenant, type TenantArgs } from './tenant';
export {
  type RenderedRunArgs,
  type RunArgs,
  type RunSubmission,
  WorkflowRun,
  type WorkflowRunArgs,
} from './workflow-run';
