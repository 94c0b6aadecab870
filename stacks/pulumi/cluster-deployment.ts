import type { Provider } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterFacts } from '../../contract/cluster-facts';
import type { AppProps, LoadedWorkflow } from '../app';
import { clusterKeys } from '../cluster-keys';
import type { KubernetesObject } from '../kubernetes-object';
import { lockedFiles, objectsIn } from '../locked-run';
import { lockedSecret } from '../locked-secret';
import { type RenderedRun, renderTenant } from '../render';
import { type SubmittedSecret, secretObject } from '../submitted-secret';
import type { StackPolicies } from './policies';
import { refuseUntaken } from './run-secrets';
import type { SecretValues } from './submitted-keys';
import { Tenant } from './tenant';
import { WorkflowRun } from './workflow-run';

/** What a stack is made of. */
export interface StackSources extends Pick<AppProps, 'workflows' | 'images' | 'committed'> {
  /** Keys whose values are in the stack's configuration. @default - none */
  readonly configured?: readonly string[];
}

/** What a stack is deployed with, apart from its manifests. */
export interface StackDeployment {
  readonly provider: Provider;
  /** @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
  /** Returns the values of the keys that are submitted with a run. */
  readonly secretValues: (secret: SubmittedSecret) => SecretValues;
}

/** What a stack outputs about a run. */
export type RunOutputs = {
  readonly [Key in 'runId' | 'namespace' | 'job' | 'workspace' | 'report']: pulumi.Output<string>;
};

/**
 * Deploy what the manifests of one target contain, from the same objects: the tenant, then every run named in a lock. A
 * cluster that the command line delivers to has no locks: the stack deploys only the tenant, and people submit runs.
 *
 * @returns the runs by workflow.
 * @throws Error if GitOps delivers to the cluster: two owners would undo each other's changes.
 */
export function deployCluster(
  cluster: ClusterFacts,
  project: StackSources,
  { provider, policies, secretValues }: StackDeployment,
): Record<string, RunOutputs> {
  refuseGitops(cluster);
  const options: pulumi.ComponentResourceOptions = { providers: { kubernetes: provider } };
  // Before anything is declared, because a value may be missing.
  const submissions = lockedRuns(cluster, project).map(([name, rendered]) => {
    const values = rendered.secret ? secretValues(rendered.secret) : {};
    return [name, { rendered, policies, secretValues: values }] as const;
  });
  const tenant = new Tenant(cluster.namespace, { cluster, images: project.images, policies }, options);
  const runs = submissions.map(
    ([name, submission]) => [name, new WorkflowRun(name, submission, { ...options, dependsOn: tenant })] as const,
  );
  return Object.fromEntries(runs.map(([name, run]) => [name, outputsOf(run)]));
}

function refuseGitops({ delivery, name }: ClusterFacts): void {
  if (delivery !== 'gitops') return;
  throw new Error(
    `'delivery' must be pulumi or cli for a stack, got gitops for ${name}: ` +
      'select the stack of another cluster, or change who delivers to this one',
  );
}

/**
 * The objects of a stack, including the Secrets submitted with its runs, but without their values.
 *
 * @throws Error as {@link deployCluster} does.
 */
export function stackObjects(cluster: ClusterFacts, project: StackSources): KubernetesObject[] {
  refuseGitops(cluster);
  const runs = lockedRuns(cluster, project).map(([, run]) => run);
  const secrets = runs.flatMap(({ secret }) => (secret ? [secretObject(secret, {})] : []));
  return [...renderTenant(cluster, project.images), ...secrets, ...runs.flatMap(({ objects }) => objects)];
}

/** The runs of a target, by workflow. @throws Error if a value is configured that none of them takes. */
function lockedRuns(cluster: ClusterFacts, project: StackSources): (readonly [string, RenderedRun])[] {
  const runs = project.workflows
    .filter(({ lock }) => lock.has(cluster.name))
    .map((workflow) => [workflow.name, lockedRun(cluster, workflow, project)] as const);
  refuseUntaken(
    project.configured ?? [],
    runs.flatMap(([, { secret }]) => secret ?? []),
  );
  return runs;
}

/** A run as committed. From the current definition it takes only where its keys come from. */
function lockedRun(
  cluster: ClusterFacts,
  { name, lock, definition }: LoadedWorkflow,
  { committed, configured = [] }: StackSources,
): RenderedRun {
  const run = { workflow: name, target: cluster.name, runId: lock.get(cluster.name)! };
  const objects = objectsIn(lockedFiles(committed, run));
  const credentials = { ...clusterKeys(cluster), ...definition.credentials };
  return { runId: run.runId, objects, secret: lockedSecret(run, objects, { credentials, configured }) };
}

const outputsOf = ({ runId, namespace, job, workspace, report }: WorkflowRun): RunOutputs => ({
  runId,
  namespace,
  job,
  workspace,
  report,
});
