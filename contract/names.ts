/**
 * Names of the objects of one run. Written by `constructs/`, read by the command line and by the workspace server.
 *
 * The longest is the workspace's: 18 characters and the run id. Kubernetes appends an 11 character revision hash to a
 * StatefulSet's name in a label value, and a label value has 63 characters at most, so an id has at most 34.
 */

/** Longest run id, in characters; see above for the sum. */
export const MAX_RUN_ID_LENGTH = 34;

/** A run id: lower-case words joined by dashes, as Kubernetes wants in names (RFC 1123) and git in branches. */
export const RUN_ID_PATTERN = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** The Job whose pods are the run's agents; its status is the run's status. */
export const jobName = (runId: string): string => `prodigy-${runId}`;

/** StatefulSet, Service and claim of the run's workspace server. */
export const workspaceName = (runId: string): string => `prodigy-workspace-${runId}`;

/** StatefulSet, Service and claim of the run's Redis. */
export const redisName = (runId: string): string => `prodigy-redis-${runId}`;

/** ConfigMap with `workflow.yaml` and `config.env`. */
export const workflowConfigName = (runId: string): string => `prodigy-workflow-${runId}`;

/** Secret with the run's own keys: created by whoever submits the run, or by External Secrets Operator. */
export const secretsName = (runId: string): string => `prodigy-secrets-${runId}`;

/** ExternalSecret and Secret of keys from external stores, where other keys are submitted with the run. */
export const externalSecretName = (runId: string): string => `prodigy-external-${runId}`;

/** ConfigMap that holds the report once the run is over. */
export const reportName = (runId: string): string => `prodigy-report-${runId}`;

/** ServiceAccount of the agents; it has no rights. */
export const agentAccountName = (runId: string): string => `prodigy-agent-${runId}`;

/** ServiceAccount of the run's Redis; it has no rights. */
export const redisAccountName = (runId: string): string => `prodigy-redis-${runId}`;

/** ServiceAccount, Role and RoleBinding of the workspace pod. */
export const runAccountName = (runId: string): string => `prodigy-run-${runId}`;

/** A NetworkPolicy of the run. */
export const networkPolicyName = (runId: string, purpose: string): string => `prodigy-${runId}-${purpose}`;

/** Name of the container that runs an agent; the Job's `podFailurePolicy` names it. */
export const AGENT_CONTAINER = 'prodigy-agent';

/** Container name of the workspace server. */
export const WORKSPACE_CONTAINER = 'prodigy-workspace';

/** Container name of the repository cache. */
export const REPOSITORY_CACHE_CONTAINER = 'prodigy-repo-cache';

/** Init container of the workspace pod that clones origin's repository onto the claim. */
export const GIT_CLONE_CONTAINER = 'git-clone';

/** Init container of the Redis pod that fetches the password from the workspace server. */
export const QUEUE_PASSWORD_CONTAINER = 'queue-password';

/** Branch at origin that receives the result. */
export const resultBranch = (runId: string): string => `prodigy/${runId}`;

/** StatefulSet, Service, claim, ServiceAccount and so on of a namespace's repository cache. */
export const REPOSITORY_CACHE = 'prodigy-repo-cache';

/** Audience of the service account tokens that the run's workspace server accepts. */
export const workspaceAudience = (namespace: string, runId: string): string => `prodigy/${namespace}/${runId}`;
