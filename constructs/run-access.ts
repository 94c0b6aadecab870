import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Component } from '../contract/labels';
import {
  agentAccountName,
  jobName,
  redisAccountName,
  redisName,
  reportName,
  runAccountName,
  workspaceName,
} from '../contract/names';
import { manifestOf } from './manifest';
import { ManifestObject } from './manifest-object';
import { pullSecretsOf } from './pull-secrets';
import type { RunIdentity } from './run-identity';

/** Settings of {@link RunAccess}. */
export interface RunAccessProps {
  readonly run: RunIdentity;
  /** Whether the run has a work queue: an account for it, and its names in the Role. */
  readonly queue: boolean;
  /** Secrets of the namespace with which every image of the run is pulled. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Secrets with which the agents' image is pulled, beside those for every image. @default - none */
  readonly agentPullSecrets?: readonly string[];
}

/**
 * Who a run's pods are and what they may do. Only the workspace pod has rights, and each names its object: end its own
 * Job's life properly, scale its own pods to 0, hand its claims over, write its report. No Secrets, no pod templates.
 */
export class RunAccess extends Construct {
  /** Account of the agents: no rights, and no token for the API server. */
  public readonly agentAccount: string;
  /** Account of Redis: no rights, and no token for the API server. */
  public readonly redisAccount: string;
  /** Account of the workspace pod. */
  public readonly runAccount: string;

  constructor(scope: Construct, id: string, props: RunAccessProps) {
    super(scope, id);
    const { run } = props;
    this.agentAccount = agentAccountName(run.runId);
    this.redisAccount = redisAccountName(run.runId);
    this.runAccount = runAccountName(run.runId);
    const { imagePullSecrets = [], agentPullSecrets = [] } = props;
    this.account('AgentAccount', run, this.agentAccount, [...imagePullSecrets, ...agentPullSecrets]);
    if (props.queue) this.account('RedisAccount', run, this.redisAccount, imagePullSecrets);
    this.account('RunAccount', run, this.runAccount, imagePullSecrets);
    const metadata = run.metadata(this.runAccount, Component.ACCESS);
    new ManifestObject(this, 'Role', manifestOf('Role', { metadata, rules: rules(run.runId, props.queue) }));
    new ManifestObject(
      this,
      'RoleBinding',
      manifestOf('RoleBinding', {
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: this.runAccount },
        subjects: [{ kind: 'ServiceAccount', name: this.runAccount, namespace: run.namespace }],
      }),
    );
  }

  private account(id: string, run: RunIdentity, name: string, pullSecrets: readonly string[]): void {
    new ManifestObject(
      this,
      id,
      manifestOf('ServiceAccount', {
        metadata: run.metadata(name, Component.ACCESS),
        automountServiceAccountToken: false,
        imagePullSecrets: pullSecretsOf(pullSecrets),
      }),
    );
  }
}

function rules(runId: string, queue: boolean): k8s.PolicyRule[] {
  const stateful = queue ? [workspaceName(runId), redisName(runId)] : [workspaceName(runId)];
  return [
    { apiGroups: ['batch'], resources: ['jobs'], resourceNames: [jobName(runId)], verbs: ['get', 'patch'] },
    { apiGroups: ['apps'], resources: ['statefulsets/scale'], resourceNames: stateful, verbs: ['patch'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: stateful, verbs: ['get', 'patch'] },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [reportName(runId)], verbs: ['get', 'patch'] },
    // A name cannot restrict `create`: the object does not exist when the right is checked.
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
  ];
}
