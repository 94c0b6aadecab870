import type { Provider } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterFacts } from '../../contract/cluster-facts';
import { type AppProps, type LoadedWorkflow, renderBundled } from '../app';
import type { KubernetesObject } from '../kubernetes-object';
import { lockedFiles, objectsIn } from '../locked-run';
import { type RenderedRun, renderTenant } from '../render';
import { type SubmittedSecret, secretObject } from '../submitted-secret';
import type { StackPolicies } from './policies';
import type { SecretValues } from './submitted-keys';
import { Tenant } from './tenant';
import { WorkflowRun } from './workflow-run';

/** What a stack is deployed with, beside what its manifests hold. */
export interface StackDeployment {
  readonly provider: Provider;
  /** @default DEFAULT_POLICIES */
  readonly policies?: StackPolicies;
  /** The values that come with a run. */
  readonly secretValues: (secret: SubmittedSecret) => SecretValues;
}

/** What a stack shows of a run. */
export type RunOutputs = {
  readonly [Key in 'runId' | 'namespace' | 'job' | 'workspace' | 'report']: pulumi.Output<string>;
};

/**
 * Deploy what the manifests of one target hold, from the same objects: the tenant, then every run that a lock names.
 * Where the command line delivers there are no locks: the tenant alone, and people submit runs into it.
 *
 * @returns the runs by workflow.
 * @throws Error where gitops delivers to the cluster: two owners would undo each other's changes.
 */
export function deployCluster(
  cluster: ClusterFacts,
  project: Pick<AppProps, 'workflows' | 'images' | 'committed'>,
  { provider, policies, secretValues }: StackDeployment,
): Record<string, RunOutputs> {
  refuseGitops(cluster);
  const { images, workflows } = project;
  const options: pulumi.ComponentResourceOptions = { providers: { kubernetes: provider } };
  const tenant = new Tenant(cluster.namespace, { cluster, images, policies }, options);
  const runs = workflows
    .filter(({ lock }) => lock.has(cluster.name))
    .map((workflow) => {
      const rendered = lockedRun(cluster, workflow, project);
      const values = rendered.secret ? secretValues(rendered.secret) : {};
      const submission = { rendered, policies, secretValues: values };
      return [workflow.name, new WorkflowRun(workflow.name, submission, { ...options, dependsOn: tenant })] as const;
    });
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
 * The objects of a stack, with the Secrets that come with its runs but without their values.
 *
 * @throws Error as {@link deployCluster} does.
 */
export function stackObjects(
  cluster: ClusterFacts,
  project: Pick<AppProps, 'workflows' | 'images' | 'committed'>,
): KubernetesObject[] {
  refuseGitops(cluster);
  const runs = project.workflows
    .filter(({ lock }) => lock.has(cluster.name))
    .map((workflow) => lockedRun(cluster, workflow, project));
  const secrets = runs.flatMap(({ secret }) => (secret ? [secretObject(secret, {})] : []));
  return [...renderTenant(cluster, project.images), ...secrets, ...runs.flatMap(({ objects }) => objects)];
}

/** A run as it was committed. What its Secret is made of stands in no manifest; only its name comes from the id. */
function lockedRun(
  cluster: ClusterFacts,
  workflow: LoadedWorkflow,
  { images, committed }: Pick<AppProps, 'images' | 'committed'>,
): RenderedRun {
  const runId = workflow.lock.get(cluster.name)!;
  const objects = objectsIn(lockedFiles(committed, { workflow: workflow.name, target: cluster.name, runId }));
  return { runId, objects, secret: renderBundled(workflow, cluster, images, runId).secret };
}

const outputsOf = ({ runId, namespace, job, workspace, report }: WorkflowRun): RunOutputs => ({
  runId,
  namespace,
  job,
  workspace,
  report,
});
