import { Construct } from 'constructs';
import type { AgentPodOptions } from '../contract/agent-pod';
import type { ClusterFacts, StorageFacts } from '../contract/cluster-facts';
import type { ExistingRedis } from '../contract/existing-redis';
import { type Images, imageReference } from '../contract/images';
import { REPOSITORY_CACHE_URL } from '../contract/network';
import type { Parameters } from '../contract/parameters';
import type { PlacementFacts } from '../contract/placement';
import { mirrorPath } from '../contract/repository-cache';
import { DEFAULT_TIMING, type RunConfig, type RunTiming } from '../contract/run-config';
import { runParameters } from '../language/parameters/run-parameters';
import { workflowSlug } from '../language/slug';
import type { Workflow } from '../language/workflow';
import { agentCount } from './agent-count';
import { AgentJob } from './agent-job';
import { changedResources } from './agent-resources';
import { agentPlacement, statePlacement } from './cluster-placement';
import type { Credentials } from './credentials';
import { addDeliveryHints } from './delivery-hints';
import { runRedis } from './existing-redis';
import type { GitRepository } from './git-repository';
import { historyDepth } from './history-depth';
import { checkedImage } from './image-name';
import { mirrorOf } from './mirror-name';
import { reachableHosts } from './reachable-hosts';
import { RunAccess } from './run-access';
import { RunIdentity } from './run-identity';
import { RunNetwork } from './run-network';
import { stepSecrets } from './step-secrets';
import { WorkQueue } from './work-queue';
import { WorkflowConfig } from './workflow-config';
import { Workspace } from './workspace';

/** Everything that decides what a run is. */
export interface WorkflowRunProps {
  /** Id of the run: at most 34 lower-case letters, digits and dashes; part of every name. */
  readonly runId: string;
  /** The checked workflow, read with the profile that the run is to have. */
  readonly workflow: Workflow;
  /** The file that it was read from, byte for byte. */
  readonly workflowText: string;
  /** Where the run is to live. */
  readonly cluster: ClusterFacts;
  readonly images: Images;
  readonly repository: GitRepository;
  /**
   * Where keys come from: `claude-api-key`, required where a step calls Claude, and keys of the workflow's own. Agents
   * mount what is provided and neither origin's nor Claude's without need; the repository takes origin's.
   *
   * @default - none
   */
  readonly credentials?: Credentials;
  /** Agents, 1 to 1000; the cluster's cap holds. @default - what the cluster says, else the workflow, else 10 */
  readonly agents?: number;
  /** How the pods of agents are. @default - as the cluster says, and as {@link AgentPodOptions} does */
  readonly agentPod?: AgentPodOptions;
  /** On which nodes agents are put, beside what the cluster says. @default - what the cluster says */
  readonly placement?: PlacementFacts;
  /** Value of `$ARG`. @default - none */
  readonly argument?: string;
  /** Values of `${name}` and `$name`, by name: text, numbers, or whatever JSON knows. @default - those that the workflow declares */
  readonly parameters?: Parameters;
  /** Whether the result is pushed to `prodigy/{id}` only, or to the target branch too. @default branch */
  readonly publish?: 'branch' | 'target';
  /** Class, sizes and access mode of the claims, where the run needs others. @default - what the cluster says */
  readonly storage?: Partial<StorageFacts>;
  /** What becomes of the claims when the result is published. @default - what the cluster says */
  readonly cleanupPolicy?: 'delete' | 'retain';
  /**
   * Whether agents may open HTTPS connections to public addresses.
   *
   * @default - where a step calls Claude, unless the cluster's policies know hosts by name
   */
  readonly publicHttps?: boolean;
  /** What agents may reach beside; see {@link RunNetworkProps.allowHosts}. @default - nothing */
  readonly allowHosts?: readonly string[];
  /** A Redis that holds the queue of a MapReduce run beside the data of others. @default - the run gets one of its own */
  readonly redis?: ExistingRedis;
  /** How fast the run notices what is gone. @default DEFAULT_TIMING */
  readonly timing?: RunTiming;
}

/** Seconds that a finished Job stays: long enough for whoever waits to see its end. */
const TTL_SECONDS = 3600;

/** All objects of one run. */
export class WorkflowRun extends Construct {
  /** Number of agents. */
  public readonly agents: number;

  /** @throws Error naming the prop that a run cannot be made of. */
  constructor(scope: Construct, id: string, props: WorkflowRunProps) {
    super(scope, id);
    const { workflow, workflowText, repository, cluster } = props;
    this.agents = agentCount(workflow, cluster, props.agents);
    const redis = queueRedis(props);
    const secrets = stepSecrets(workflow, props.credentials, redis?.passwordKey);
    const queue = workflow.mode === 'mapreduce' && !redis;
    const run = new RunIdentity({ ...props, namespace: cluster.namespace, workflow: workflowSlug(workflow.name) });
    const access = new RunAccess(this, 'Access', {
      run,
      queue,
      imagePullSecrets: cluster.imagePullSecrets,
      agentPullSecrets: props.agentPod?.imagePullSecrets,
    });
    const config = new WorkflowConfig(this, 'Config', { run, workflowText, config: runConfig(props, this.agents) });
    const pods = {
      run,
      access,
      config,
      storage: { ...cluster.storage, ...props.storage },
      ...imageReferences(props.images),
    };
    const placement = statePlacement(cluster);
    new Workspace(this, 'Workspace', { ...pods, placement, repository });
    if (queue) new WorkQueue(this, 'Queue', { ...pods, placement });
    new AgentJob(this, 'Agents', {
      ...pods,
      ...agentPod(props),
      mode: workflow.mode,
      agents: this.agents,
      placement: agentPlacement(cluster, props.placement),
      secrets,
    });
    const hosts = reachableHosts(workflow, cluster, props);
    const repositoryCache = mirrorOf(repository.url, cluster.repositoryCache) !== undefined;
    new RunNetwork(this, 'Network', { run, repository, queue, redis, repositoryCache, ...hosts });
    addDeliveryHints(this, cluster.delivery);
  }
}

/** What the run wants, over what the cluster says. */
function agentPod({ agentPod: wanted = {}, cluster, images }: WorkflowRunProps) {
  return {
    ...wanted,
    image: wanted.image === undefined ? imageReference(images.agent) : checkedImage(wanted.image),
    resources: changedResources(cluster.agentResources, wanted.resources),
    ttlSeconds: jobTtl(cluster.delivery, wanted.ttlSeconds),
  };
}

/** Whoever keeps a desired state would create the Job again when it is gone. */
function jobTtl(delivery: ClusterFacts['delivery'], wanted?: number): number | undefined {
  if (delivery === 'cli') return wanted ?? TTL_SECONDS;
  if (wanted === undefined) return undefined;
  throw new Error(
    `'agentPod.ttlSeconds' must be left out where ${delivery} delivers, got ${wanted}: ` +
      'a Job that is gone would be created again',
  );
}

const imageReferences = ({ agent, redis }: Images) => ({
  image: imageReference(agent),
  redisImage: imageReference(redis),
});

function runConfig(props: WorkflowRunProps, agents: number): RunConfig {
  const { repository, cluster } = props;
  const redis = queueRedis(props);
  return {
    runId: props.runId,
    namespace: cluster.namespace,
    repositoryUrl: repository.url,
    revision: repository.revision,
    targetBranch: repository.targetBranch,
    publish: props.publish ?? 'branch',
    cleanupPolicy: props.cleanupPolicy ?? cluster.cleanupPolicy,
    agents,
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

const cacheUrl = (mirror: string | undefined): string | undefined =>
  mirror && `${REPOSITORY_CACHE_URL}${mirrorPath(mirror)}`;

/** A standard run has no queue, wherever its cluster would keep one. */
const queueRedis = ({ workflow, redis }: WorkflowRunProps): ExistingRedis | undefined =>
  workflow.mode === 'mapreduce' ? redis : undefined;
