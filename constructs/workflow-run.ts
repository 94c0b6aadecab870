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
import { defined } from './defined';
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

/** Settings of {@link WorkflowRun}. */
export interface WorkflowRunProps {
  /** Run id: at most 34 lower-case letters, digits and dashes; part of every name. */
  readonly runId: string;
  /** The validated workflow, loaded with the profile that the run uses. */
  readonly workflow: Workflow;
  /** The workflow file, byte for byte. */
  readonly workflowText: string;
  /** The cluster that the run is for. */
  readonly cluster: ClusterFacts;
  readonly images: Images;
  readonly repository: GitRepository;
  /**
   * Sources of secret keys: `claude-api-key`, required if a step calls Claude, and the workflow's own keys. Agents
   * mount all of the latter, and Claude's key if a step calls it or in a MapReduce run, whose leader then has Claude
   * merge items that conflict. They never mount the credentials for origin, which the repository uses.
   *
   * @default - none
   */
  readonly credentials?: Credentials;
  /**
   * Number of agents, 1 to 1000, limited by the cluster's cap.
   *
   * @default - the cluster's, else the workflow's, else 10
   */
  readonly agents?: number;
  /**
   * Number of agents that a MapReduce run starts with and shrinks to; it grows to `agents` while more work is waiting.
   *
   * @default - the cluster's, else same as `agents`: a fixed number
   */
  readonly minAgents?: number;
  /** Settings of the agents' pods. @default - the cluster's, and the defaults of {@link AgentPodOptions} */
  readonly agentPod?: AgentPodOptions;
  /** Placement of agents, added to the cluster's. @default - the cluster's */
  readonly placement?: PlacementFacts;
  /** Value of `$ARG`. @default - none */
  readonly argument?: string;
  /** Values of `${name}` and `$name`, by name: any JSON value. @default - those that the workflow declares */
  readonly parameters?: Parameters;
  /** Items that replace those of `map.input` in a MapReduce workflow, unchanged. @default - those of `map.input` */
  readonly items?: readonly Item[];
  /** Whether to push the result to `prodigy/{id}` only, or to the target branch too. @default branch */
  readonly publish?: 'branch' | 'target';
  /** Pull request to open for the result; requires a token or a GitHub App for origin. @default - none */
  readonly pullRequest?: PullRequest;
  /** Storage class, sizes and access mode of the claims, to override the cluster's. @default - the cluster's */
  readonly storage?: Partial<StorageFacts>;
  /** What happens to the claims when the result is published. @default - the cluster's policy */
  readonly cleanupPolicy?: 'delete' | 'retain';
  /**
   * Whether agents may open HTTPS connections to public addresses.
   *
   * @default - true if agents call Claude and the cluster's policies do not support host names
   */
  readonly publicHttps?: boolean;
  /** Additional hosts that agents may reach; see {@link RunNetworkProps.allowHosts}. @default - none */
  readonly allowHosts?: readonly string[];
  /** Existing, shared Redis for the queue of a MapReduce run. @default - the run gets its own */
  readonly redis?: ExistingRedis;
  /** How fast the run detects that an agent or its leader is gone. @default DEFAULT_TIMING */
  readonly timing?: RunTiming;
}

/** All objects of one run. */
export class WorkflowRun extends Construct {
  /** Number of agents; the maximum if it varies. */
  public readonly agents: number;
  /** Number of agents that the run starts with and shrinks to; undefined if the number is fixed. */
  public readonly minAgents?: number;

  /** @throws Error naming the invalid prop. */
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
      storage: { ...cluster.storage, ...defined(props.storage ?? {}) },
      monitoring: cluster.monitoring,
      logLevel: cluster.logLevel,
      image: imageReference(images.agent),
      redisImage: imageReference(images.redis),
    };
  }
}
