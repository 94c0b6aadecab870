import { Construct } from 'constructs';
import type { AgentPodOptions } from '../contract/agent-pod';
import type { ClusterFacts, StorageFacts } from '../contract/cluster-facts';
import type { ExistingRedis } from '../contract/existing-redis';
import { type Images, imageReference } from '../contract/images';
import type { Item } from '../contract/journal';
import type { Parameters } from '../contract/parameters';
import type { PlacementFacts } from '../contract/placement';
import type { PullRequest } from '../contract/pull-request';
import type { RunTiming } from '../contract/run-config';
import { workflowSlug } from '../language/slug';
import type { Workflow } from '../language/workflow';
import { agentCount } from './agent-count';
import { AgentJob } from './agent-job';
import { statePlacement } from './cluster-placement';
import type { Credentials } from './credentials';
import { addDeliveryHints } from './delivery-hints';
import type { GitRepository } from './git-repository';
import { leastAgents } from './least-agents';
import { RunAccess } from './run-access';
import { RunIdentity } from './run-identity';
import { RunNetwork } from './run-network';
import { agentSettings, configFiles, networkSettings, queueRedis, runConfig } from './run-settings';
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
   * mount what is provided and never origin's, which the repository takes; Claude's where a step calls it, and in a
   * MapReduce run, whose leader then has Claude merge items that conflict.
   *
   * @default - none
   */
  readonly credentials?: Credentials;
  /** Agents, 1 to 1000; the cluster's cap holds. @default - what the cluster says, else the workflow, else 10 */
  readonly agents?: number;
  /**
   * Agents that a MapReduce run begins with and shrinks to; it grows to `agents` while there is more to do.
   *
   * @default - what the cluster says, else as many as `agents`: a fixed number
   */
  readonly minAgents?: number;
  /** How the pods of agents are. @default - as the cluster says, and as {@link AgentPodOptions} does */
  readonly agentPod?: AgentPodOptions;
  /** On which nodes agents are put, beside what the cluster says. @default - what the cluster says */
  readonly placement?: PlacementFacts;
  /** Value of `$ARG`. @default - none */
  readonly argument?: string;
  /** Values of `${name}` and `$name`, by name: text, numbers, or whatever JSON knows. @default - those that the workflow declares */
  readonly parameters?: Parameters;
  /** Items in place of those that `map.input` of a MapReduce workflow names, as they are. @default - those */
  readonly items?: readonly Item[];
  /** Whether the result is pushed to `prodigy/{id}` only, or to the target branch too. @default branch */
  readonly publish?: 'branch' | 'target';
  /** A pull request that is opened for the result, where origin is reached with a token or as a GitHub App. @default - none */
  readonly pullRequest?: PullRequest;
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

/** All objects of one run. */
export class WorkflowRun extends Construct {
  /** Number of agents, the most where they come and go. */
  public readonly agents: number;
  /** Agents that the run begins with and shrinks to; undefined where their number is fixed. */
  public readonly minAgents?: number;

  /** @throws Error naming the prop that a run cannot be made of. */
  constructor(scope: Construct, id: string, props: WorkflowRunProps) {
    super(scope, id);
    const { workflow, repository, cluster } = props;
    this.agents = agentCount(workflow, cluster, props.agents);
    this.minAgents = leastAgents(workflow, cluster, this.agents, props.minAgents);
    const redis = queueRedis(props);
    const queue = workflow.mode === 'mapreduce' && !redis;
    const pods = this.podParts(props, queue);
    const placement = statePlacement(cluster);
    new Workspace(this, 'Workspace', { ...pods, placement, repository });
    if (queue) new WorkQueue(this, 'Queue', { ...pods, placement });
    new AgentJob(this, 'Agents', { ...pods, ...agentSettings(props), agents: this.agents, minAgents: this.minAgents });
    new RunNetwork(this, 'Network', { run: pods.run, repository, queue, redis, ...networkSettings(props) });
    addDeliveryHints(this, cluster.delivery);
  }

  /** What all pods of the run have in common. */
  private podParts(props: WorkflowRunProps, queue: boolean) {
    const { workflow, cluster, images } = props;
    const run = new RunIdentity({ ...props, namespace: cluster.namespace, workflow: workflowSlug(workflow.name) });
    const { imagePullSecrets } = cluster;
    const agentPullSecrets = props.agentPod?.imagePullSecrets;
    return {
      run,
      access: new RunAccess(this, 'Access', { run, queue, imagePullSecrets, agentPullSecrets }),
      config: new WorkflowConfig(this, 'Config', { run, ...configFiles(props), config: runConfig(props, this) }),
      storage: { ...cluster.storage, ...props.storage },
      monitoring: cluster.monitoring,
      logLevel: cluster.logLevel,
      image: imageReference(images.agent),
      redisImage: imageReference(images.redis),
    };
  }
}
