import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { AgentPodOptions, ResourceChanges } from '../contract/agent-pod';
import type { MonitoringFacts } from '../contract/cluster-facts';
import { Env, type LogLevel } from '../contract/environment';
import { ExitCode } from '../contract/exit-codes';
import { Annotation, Component, Label } from '../contract/labels';
import { Limit } from '../contract/limits';
import { AGENT_CONTAINER, jobName, reportName } from '../contract/names';
import { Port, Program } from '../contract/network';
import { Path } from '../contract/paths';
import { Route } from '../contract/workspace-api';
import { agentDisruptionBudget } from './agent-disruption-budget';
import { agentResources, DEFAULT_CHECKOUT_SIZE, deviceOf } from './agent-resources';
import { agentVariables } from './agent-variables';
import { agentVolumes } from './agent-volumes';
import { manifestOf } from './manifest';
import { ManifestObject } from './manifest-object';
import { livenessProbe, traceVariables } from './monitoring';
import { Mount } from './mount';
import { Placement } from './placement';
import { type ContainerOptions, podIdentity, podTemplate, writableFolders } from './pod';
import type { RunAccess } from './run-access';
import type { RunIdentity } from './run-identity';
import { wholeSeconds } from './whole-seconds';
import type { WorkflowConfig } from './workflow-config';

/** Settings of {@link AgentJob}, the same for every agent. */
export interface AgentJobProps extends Omit<AgentPodOptions, 'imagePullSecrets'> {
  readonly run: RunIdentity;
  readonly access: RunAccess;
  readonly config: WorkflowConfig;
  /** Reference of the image with the program and the tools that the workflow's steps use. */
  readonly image: string;
  readonly mode: 'standard' | 'mapreduce';
  /** Number of agents, 1 to 1000; the maximum if the number varies. */
  readonly agents: number;
  /**
   * Number of agents that the run starts with; the workspace server raises completions and parallelism while more work
   * is waiting.
   *
   * @default - same as `agents`: a fixed number
   */
  readonly minAgents?: number;
  /** Nodes that agents are scheduled on. @default - any that accept them */
  readonly placement?: Placement;
  /** Monitoring of the run. @default - none */
  readonly monitoring?: MonitoringFacts;
  /** Least severe level to log. @default info */
  readonly logLevel?: LogLevel;
  /** Resource requests and limits of one agent. @default - requests of 1 CPU and 2Gi, limits of 4 CPU and 8Gi */
  readonly resources?: ResourceChanges;
  /**
   * Keys that the workflow's steps may use: `claude-api-key` and the workflow's own keys, never the credentials for
   * origin.
   *
   * @default - none
   */
  readonly secrets?: Mount;
  /**
   * Seconds until Kubernetes removes the finished Job, at least 60.
   *
   * @default - never removed: GitOps or Pulumi would create it again
   */
  readonly ttlSeconds?: number;
}

const DEFAULT_DEADLINE_SECONDS = 24 * 60 * 60;

/**
 * The largest value that Kubernetes accepts: pods are retried without limit, and the workspace ends crash loops. Set
 * per index too, although no index can reach it: without it, the Job controller's back-off (10 s, doubling up to 10
 * min) counts every pod that the whole Job ever lost; with it, only those of the same index.
 */
const UNLIMITED_RETRIES = 2147483647;

const LEAST_GRACE_SECONDS = 30;

/** Anything shorter ends a run before its repository is cloned, or hides its end from whoever waits for it. */
const LEAST_JOB_SECONDS = 60;

/**
 * The agents: pods of an Indexed Job that take items from the queue, or run the steps of a standard workflow. An index
 * is a worker, never an item. The Job's status is the run's status.
 */
export class AgentJob extends Construct {
  /** Name of the Job. */
  public readonly name: string;

  /** @throws Error naming the invalid prop. */
  constructor(scope: Construct, id: string, props: AgentJobProps) {
    super(scope, id);
    this.name = jobName(props.run.runId);
    const metadata = props.run.metadata(this.name, Component.AGENT);
    const labels = { ...metadata.labels, [Label.MODE]: props.mode };
    const annotations = elasticAnnotations(props);
    const manifest = manifestOf('Job', { metadata: { ...metadata, labels, annotations }, spec: jobSpec(props) });
    // Index 0 exits last, after the report. The types are those of Kubernetes 1.28, which lacks this field.
    const successPolicy = { rules: [{ succeededIndexes: '0' }] };
    new ManifestObject(this, 'Resource', { ...manifest, spec: { ...manifest.spec, successPolicy } });
    if (props.disruptionBudget)
      agentDisruptionBudget(this, 'Budget', {
        ...props,
        agents: props.minAgents ?? props.agents,
        ...props.disruptionBudget,
      });
  }
}

/** Tells readers of the Job how far it may grow. */
const elasticAnnotations = ({ agents, minAgents }: AgentJobProps): Record<string, string> | undefined =>
  minAgents === undefined ? undefined : { [Annotation.MAX_AGENTS]: String(agents) };

function jobSpec(props: AgentJobProps): k8s.JobSpec {
  const { agents, minAgents = agents } = props;
  return {
    completionMode: 'Indexed',
    completions: minAgents,
    parallelism: minAgents,
    backoffLimit: UNLIMITED_RETRIES,
    backoffLimitPerIndex: UNLIMITED_RETRIES,
    podReplacementPolicy: 'Failed',
    ...jobTimes(props),
    podFailurePolicy: { rules: failureRules() },
    template: podTemplate({
      run: props.run,
      component: Component.AGENT,
      serviceAccountName: props.access.agentAccount,
      placement: placementOf(props),
      logLevel: props.logLevel,
      container: agentContainer(props),
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: graceSeconds(props),
    }),
  };
}

/** Grace period: the current step gets all of it but what the agent needs to return its item. */
const graceSeconds = (props: AgentJobProps): number =>
  wholeSeconds(
    'graceSeconds',
    props.graceSeconds ?? Limit.AGENT_GRACE_SECONDS,
    LEAST_GRACE_SECONDS,
    'an agent gives its item back in that time',
  );

function jobTimes(props: AgentJobProps): Pick<k8s.JobSpec, 'activeDeadlineSeconds' | 'ttlSecondsAfterFinished'> {
  const { deadlineSeconds = DEFAULT_DEADLINE_SECONDS, ttlSeconds } = props;
  const soon = 'nothing ends sooner';
  return {
    activeDeadlineSeconds: wholeSeconds('deadlineSeconds', deadlineSeconds, LEAST_JOB_SECONDS, soon),
    ttlSecondsAfterFinished:
      ttlSeconds === undefined
        ? undefined
        : wholeSeconds('ttlSeconds', ttlSeconds, LEAST_JOB_SECONDS, 'whoever waits must see the end'),
  };
}

/** Nodes with devices are tainted with the name of the device, to keep other pods off them. */
function placementOf({ placement = Placement.anywhere(), gpu }: AgentJobProps): Placement {
  if (!gpu) return placement;
  return Placement.all(placement, Placement.toleration({ key: deviceOf(gpu), effect: 'NoSchedule' }));
}

/** Port of the liveness probe; a number that no step is likely to need for its own server. */
const HEALTH_PORT = { name: 'health', number: Port.METRICS };

/** Order matters: losing a node or being interrupted is not a failure. Whatever no rule matches is retried. */
function failureRules(): k8s.PodFailurePolicyRule[] {
  const disrupted = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
  return [
    disrupted,
    onExit('Ignore', [ExitCode.INTERRUPTED]),
    onExit('FailJob', [ExitCode.CANNOT_WORK, ExitCode.STOPPED]),
  ];
}

/** The L1 types require `onPodConditions` beside exit codes, the API server does not. */
const onExit = (action: string, values: number[]): k8s.PodFailurePolicyRule =>
  ({ action, onExitCodes: { containerName: AGENT_CONTAINER, operator: 'In', values } }) as k8s.PodFailurePolicyRule;

/** Agents run untrusted commands: no token for origin, none for the API server. */
function agentContainer(props: AgentJobProps): ContainerOptions {
  const { secrets, volumes = [], variables = {}, checkoutSize = DEFAULT_CHECKOUT_SIZE } = props;
  return {
    name: AGENT_CONTAINER,
    image: props.image,
    imagePullPolicy: props.imagePullPolicy,
    args: [Program.AGENT],
    env: [
      ...podIdentity(),
      { name: Env.GRACE_SECONDS, value: String(graceSeconds(props)) },
      ...traceVariables(props.monitoring),
      ...agentVariables(variables),
    ],
    ports: [HEALTH_PORT],
    livenessProbe: livenessProbe(Route.HEALTH, HEALTH_PORT.name),
    resources: agentResources(props),
    mounts: [
      Mount.scratch('workspace', Path.WORKSPACE, checkoutSize),
      props.config.mount,
      Mount.report(reportName(props.run.runId)),
      Mount.workspaceToken(props.run),
      ...(secrets ? [secrets] : []),
      ...writableFolders(),
      ...agentVolumes(volumes),
    ],
  };
}
