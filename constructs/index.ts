// Public API for programs that build on this package. A run is a WorkflowRun; the other constructs are its parts, for
// runs that are composed differently. Every type that appears in their props is exported too.

export type {
  AgentPodOptions,
  AgentVariable,
  AgentVolume,
  DisruptionBudget,
  GpuRequest,
  PullPolicy,
  ResourceChanges,
} from '../contract/agent-pod';
export type {
  AccessMode,
  ClusterFacts,
  DnsFacts,
  GitFacts,
  KubeconfigFacts,
  MonitoringFacts,
  PriceFacts,
  Provider,
  QuotaFacts,
  ResourceFacts,
  StorageClassFacts,
  StorageFacts,
  TokenPrices,
} from '../contract/cluster-facts';
export type { LogLevel } from '../contract/environment';
export type { ExistingRedis, RunRedis } from '../contract/existing-redis';
export type { Image, Images } from '../contract/images';
export type { Item } from '../contract/journal';
export { Component } from '../contract/labels';
export type { Parameters } from '../contract/parameters';
export type {
  NodeFacts,
  NodePreference,
  NodeRequirement,
  PlacementFacts,
  TaintEffect,
  Toleration,
  Topology,
  TopologySpread,
} from '../contract/placement';
export type { ForgeKind, PullRequest, RunPullRequest } from '../contract/pull-request';
export type { CachedRepositoryFacts, RepositoryCacheFacts } from '../contract/repository-cache';
export { DEFAULT_TIMING, type GitAuthSettings, type RunConfig, type RunTiming } from '../contract/run-config';
export type { SecretSource, SecretSources } from '../contract/secret-source';
export type { SpotNodes } from '../contract/spot-nodes';
export { type Submitter, tenantNamespace } from '../contract/tenant';
export { composedText } from '../language/compose/compose-workflow';
export type { SourceFiles } from '../language/compose/source-files';
export { loadWorkflow, type RunChoices } from '../language/parse-workflow';
export { workflowSlug } from '../language/slug';
export type { Workflow } from '../language/workflow';
export { AgentJob, type AgentJobProps } from './agent-job';
export { chooseGitAuth, type GitAuthChoice } from './choose-git-auth';
export { CiliumPolicy, type CiliumPolicyProps } from './cilium-policy';
export type { ClaimStorage } from './claim';
export { agentPlacement, type PlacingFacts, statePlacement } from './cluster-placement';
export { Credentials, type CredentialsProps } from './credentials';
export { ExternalSecret, type ExternalSecretProps } from './external-secret';
export type { GitAddress } from './git-address';
export { GitAuth, type GitSshKeyOptions, type GitTokenOptions } from './git-auth';
export { GitClone, type GitCloneProps } from './git-clone';
export { GitRepository, type GitRepositoryProps } from './git-repository';
export type { GitHubAppOptions } from './github-app';
export {
  type CsiKey,
  type ExistingKey,
  type ExternalKey,
  type ExternalKeyOptions,
  KeySource,
  type SubmittedKey,
} from './key-source';
export type { CachedRepositoryProps } from './mirror-source';
export { Mount, type SecretFile } from './mount';
export { Placement } from './placement';
export type { ContainerOptions, ContainerResources } from './pod';
export type { PodLabels, PodPlacement } from './pod-placement';
export { RepositoryCache, type RepositoryCacheProps } from './repository-cache';
export { RunAccess, type RunAccessProps } from './run-access';
export { derivedRunId, PLACEHOLDER_RUN_ID } from './run-id';
export { RunIdentity, type RunIdentityProps, type RunObjectMetadata } from './run-identity';
export { RunNetwork, type RunNetworkProps } from './run-network';
export { DEFAULT_QUOTA, SUBMITTER_ROLE, Tenant, type TenantProps } from './tenant';
export { WorkQueue, type WorkQueueProps } from './work-queue';
export { WorkflowConfig, type WorkflowConfigProps } from './workflow-config';
export { WorkflowRun, type WorkflowRunProps } from './workflow-run';
export { Workspace, type WorkspaceProps } from './workspace';
