// What your own Pulumi program can deploy: `prodigy-kubernetes/pulumi`. The types that facts and settings are made of are
// exported by `prodigy-kubernetes/constructs`.

export type { ClusterFacts } from '../../contract/cluster-facts';
export type { Images } from '../../contract/images';
export type { SecretSource, SecretSources, SubmittedSource } from '../../contract/secret-source';
export type { RunDefinition } from '../../workflows/run-definition';
export type { KubernetesObject } from '../kubernetes-object';
export type { RenderedRun, RenderRequest } from '../render';
export type { SubmittedSecret } from '../submitted-secret';
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
