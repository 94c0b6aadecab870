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
  /** Whether the run has a work queue, and so an account for it and its names in the Role. */
  readonly queue: boolean;
  /** Secrets in the namespace for pulling every image of the run. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Additional secrets for pulling the agents' image. @default - none */
  readonly agentPullSecrets?: readonly string[];
}

/**
 * The ServiceAccounts of a run's pods, and their permissions. Only the workspace pod has any, each limited to a named
 * object: to end its own Job properly, scale its own pods to 0, hand over its claims, and write its report. No access
 * to Secrets or pod templates.
 */
export class RunAccess extends Construct {
  /** ServiceAccount of the agents: no permissions, and no API server token. */
  public readonly agentAccount: string;
  /** ServiceAccount of Redis: no permissions, and no API server token. */
  public readonly redisAccount: string;
  /** ServiceAccount of the workspace pod. */
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
    // `create` cannot be restricted by name: the object does not exist yet when the permission is checked.
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
  ];
}
