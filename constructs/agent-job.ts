import { ApiObject, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { ClusterFacts } from '../contract/cluster-facts';
import { ExitCode } from '../contract/exit-codes';
import { Component, Label } from '../contract/labels';
import { AGENT_CONTAINER, jobName } from '../contract/names';
import { Program } from '../contract/network';
import { Path } from '../contract/paths';
import { Mount } from './mount';
import type { Placement } from './placement';
import { type ContainerOptions, podIdentity, podTemplate, writableFolders } from './pod';
import type { RunAccess } from './run-access';
import type { RunIdentity } from './run-identity';
import type { WorkflowConfig } from './workflow-config';

/** Settings of {@link AgentJob}. */
export interface AgentJobProps {
  readonly run: RunIdentity;
  readonly access: RunAccess;
  readonly config: WorkflowConfig;
  /** Reference of the image that holds the program and the tools of the workflow's steps. */
  readonly image: string;
  readonly mode: 'standard' | 'mapreduce';
  /** How many agents, 1 to 1000. */
  readonly agents: number;
  /** What one agent may take. */
  readonly resources: ClusterFacts['agentResources'];
  /**
   * Keys that the workflow's steps may use: `claude-api-key` and keys of the workflow's own, never those of origin.
   *
   * @default - none
   */
  readonly secrets?: Mount;
  /** On which nodes agents are put. @default - any that take them */
  readonly placement?: Placement;
  /**
   * Seconds that the whole run may take.
   *
   * @default 86400 - a day: no run hangs for ever
   */
  readonly deadlineSeconds?: number;
  /**
   * Seconds until Kubernetes removes the finished Job.
   *
   * @default - it stays: whoever keeps a desired state would create it again
   */
  readonly ttlSeconds?: number;
}

const DEFAULT_DEADLINE_SECONDS = 24 * 60 * 60;

/** The largest value that Kubernetes takes: pods are retried without limit, crash loops end at the workspace. */
const UNLIMITED_RETRIES = 2147483647;

/** Time for an agent to give its item back: SIGTERM to the step, its grace period, one call to Redis. */
const GRACE_SECONDS = 60;

/** Size of an agent's checkout; builds of a large repository fit. */
const CHECKOUT_SIZE = '10Gi';

/** The sum of the pod's folders, and 2 GiB for logs. */
const EPHEMERAL_STORAGE = { request: '512Mi', limit: '14Gi' };

/**
 * The agents: pods of an Indexed Job that take items from the queue, or the steps of a standard workflow. An index is
 * a worker, never an item. The Job's status is the run's status.
 */
export class AgentJob extends Construct {
  /** Name of the Job. */
  public readonly name: string;

  constructor(scope: Construct, id: string, props: AgentJobProps) {
    super(scope, id);
    this.name = jobName(props.run.runId);
    const metadata = props.run.metadata(this.name, Component.AGENT);
    const labels = { ...metadata.labels, [Label.MODE]: props.mode };
    const manifest = k8s.KubeJob.manifest({ metadata: { ...metadata, labels }, spec: jobSpec(props) });
    // Index 0 exits last, after the report. KubeJob knows Kubernetes 1.28 and drops every later field as it is
    // written, a patched one too, so its manifest is held by a plain object.
    const job = new ApiObject(this, 'Resource', manifest);
    job.addJsonPatch(JsonPatch.add('/spec/successPolicy', { rules: [{ succeededIndexes: '0' }] }));
  }
}

function jobSpec(props: AgentJobProps): k8s.JobSpec {
  return {
    completionMode: 'Indexed',
    completions: props.agents,
    parallelism: props.agents,
    backoffLimit: UNLIMITED_RETRIES,
    podReplacementPolicy: 'Failed',
    activeDeadlineSeconds: props.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS,
    ttlSecondsAfterFinished: props.ttlSeconds,
    podFailurePolicy: { rules: failureRules() },
    template: podTemplate({
      run: props.run,
      component: Component.AGENT,
      serviceAccountName: props.access.agentAccount,
      placement: props.placement,
      container: agentContainer(props),
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: GRACE_SECONDS,
    }),
  };
}

/** In this order: losing a node or being interrupted is nobody's failure. What no rule names is retried. */
function failureRules(): k8s.PodFailurePolicyRule[] {
  const disrupted = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
  return [
    disrupted,
    onExit('Ignore', [ExitCode.INTERRUPTED]),
    onExit('FailJob', [ExitCode.CANNOT_WORK, ExitCode.STOPPED]),
  ];
}

/** The L1 demands `onPodConditions` beside exit codes, the API server does not. */
const onExit = (action: string, values: number[]): k8s.PodFailurePolicyRule =>
  ({ action, onExitCodes: { containerName: AGENT_CONTAINER, operator: 'In', values } }) as k8s.PodFailurePolicyRule;

/** Agents run other people's commands: no token of origin, none for the API server. */
function agentContainer(props: AgentJobProps): ContainerOptions {
  const { requests, limits } = props.resources;
  return {
    name: AGENT_CONTAINER,
    image: props.image,
    args: [Program.AGENT],
    env: podIdentity(),
    mounts: [
      Mount.scratch('workspace', Path.WORKSPACE, CHECKOUT_SIZE),
      props.config.mount,
      Mount.workspaceToken(props.run),
      ...(props.secrets ? [props.secrets] : []),
      ...writableFolders(),
    ],
    resources: {
      requests: { ...requests, ephemeralStorage: EPHEMERAL_STORAGE.request },
      limits: { ...limits, ephemeralStorage: EPHEMERAL_STORAGE.limit },
    },
  };
}
