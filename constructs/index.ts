// What a run can be made of, for programs that build on this package.
export { AgentJob, type AgentJobProps } from './agent-job';
export { Credentials } from './credentials';
export { GitAuth, type GitTokenOptions } from './git-auth';
export { GitClone, type GitCloneProps } from './git-clone';
export { GitRepository, type GitRepositoryProps } from './git-repository';
export { Mount } from './mount';
export { RunAccess, type RunAccessProps } from './run-access';
export { derivedRunId, PLACEHOLDER_RUN_ID } from './run-id';
export { RunIdentity, type RunIdentityProps } from './run-identity';
export { RunNetwork, type RunNetworkProps } from './run-network';
export { Tenant, type TenantProps } from './tenant';
export { WorkQueue, type WorkQueueProps } from './work-queue';
export { WorkflowConfig, type WorkflowConfigProps } from './workflow-config';
export { WorkflowRun, type WorkflowRunProps } from './workflow-run';
export { Workspace, type WorkspaceProps } from './workspace';
