import type { ClusterFacts } from '../contract/cluster-facts';
import type { ExistingRedis } from '../contract/existing-redis';
import { imageReference } from '../contract/images';
import { REPOSITORY_CACHE_URL } from '../contract/network';
import { mirrorPath } from '../contract/repository-cache';
import { DEFAULT_TIMING, type RunConfig } from '../contract/run-config';
import { runParameters } from '../language/parameters/run-parameters';
import { changedResources } from './agent-resources';
import { asksClaude } from './asks-claude';
import { agentPlacement } from './cluster-placement';
import { runRedis } from './existing-redis';
import { historyDepth } from './history-depth';
import { checkedImage } from './image-name';
import { mirrorOf } from './mirror-name';
import { apiPort, pullRequestSettings } from './pull-request';
import { reachableHosts } from './reachable-hosts';
import { stepSecrets } from './step-secrets';
import type { WorkflowRunProps } from './workflow-run';

/*
 * Settings of the parts of a run, derived from the run's props and its cluster.
 */

/** Seconds that a finished Job is kept: long enough for clients that wait for it to see the result. */
const TTL_SECONDS = 3600;

/** Settings of the agents' Job. */
export function agentSettings(props: WorkflowRunProps) {
  const { workflow, cluster, credentials } = props;
  return {
    ...agentPod(props),
    mode: workflow.mode,
    placement: agentPlacement(cluster, props.placement),
    secrets: stepSecrets(workflow, credentials, queueRedis(props)?.passwordKey),
  };
}

/** Settings of the run's network. */
export function networkSettings(props: WorkflowRunProps) {
  const { workflow, cluster, repository, credentials } = props;
  const repositoryCache = mirrorOf(repository.url, cluster.repositoryCache) !== undefined;
  const asked = { monitoring: cluster.monitoring, apiPort: apiPort(pullRequest(props)) };
  return { repositoryCache, ...asked, ...reachableHosts(asksClaude(workflow, credentials), cluster, props) };
}

/** The run's settings, which override the cluster's. */
function agentPod({ agentPod: wanted = {}, cluster, images }: WorkflowRunProps) {
  return {
    ...wanted,
    image: wanted.image === undefined ? imageReference(images.agent) : checkedImage(wanted.image),
    resources: changedResources(cluster.agentResources, wanted.resources),
    ttlSeconds: jobTtl(cluster.delivery, wanted.ttlSeconds),
  };
}

/** GitOps and Pulumi would create the Job again when it is gone. */
function jobTtl(delivery: ClusterFacts['delivery'], wanted?: number): number | undefined {
  if (delivery === 'cli') return wanted ?? TTL_SECONDS;
  if (wanted === undefined) return undefined;
  throw new Error(
    `'agentPod.ttlSeconds' must be left out where ${delivery} delivers, got ${wanted}: ` +
      'a Job that is gone would be created again',
  );
}

/** Files added to the configuration. @throws Error if items are given to a standard workflow. */
export function configFiles({ workflow, workflowText, repository: { caCertificates }, items }: WorkflowRunProps) {
  if (items !== undefined && workflow.mode === 'standard')
    throw new Error(
      `'items' must be left out of a workflow without a map phase, got ${items.length}: it works on none`,
    );
  return { workflowText, caCertificates, items };
}

/** Number of agents of a run. */
type AgentNumbers = Pick<RunConfig, 'agents' | 'minAgents'>;

/** Configuration of the run's pods, apart from the workflow. */
export function runConfig(props: WorkflowRunProps, { agents, minAgents }: AgentNumbers): RunConfig {
  const { repository, cluster } = props;
  const redis = queueRedis(props);
  return {
    runId: props.runId,
    namespace: cluster.namespace,
    repositoryUrl: repository.url,
    revision: repository.revision,
    targetBranch: repository.targetBranch,
    publish: props.publish ?? 'branch',
    pullRequest: pullRequest(props),
    cleanupPolicy: props.cleanupPolicy ?? cluster.cleanupPolicy,
    agents,
    minAgents,
    argument: props.argument,
    parameters: runParameters(props.workflow, props.parameters),
    profile: props.workflow.profile,
    redis: redis && runRedis(redis),
    repositoryCache: cacheUrl(mirrorOf(repository.url, cluster.repositoryCache)),
    ...repository.authSettings,
    depth: historyDepth(repository, props.workflow, props.publish),
    agentClone: repository.agentClone === 'whole' ? undefined : repository.agentClone,
    sparsePaths: repository.sparsePaths,
    lfs: repository.lfs || undefined,
    submodules: repository.submodules || undefined,
    timing: props.timing ?? DEFAULT_TIMING,
  };
}

const pullRequest = (props: WorkflowRunProps): RunConfig['pullRequest'] =>
  pullRequestSettings(props.pullRequest, props.repository, props.publish);

const cacheUrl = (mirror: string | undefined): string | undefined =>
  mirror && `${REPOSITORY_CACHE_URL}${mirrorPath(mirror)}`;

/** A standard run has no queue, even if its cluster would provide one. */
export const queueRedis = ({ workflow, redis }: WorkflowRunProps): ExistingRedis | undefined =>
  workflow.mode === 'mapreduce' ? redis : undefined;
