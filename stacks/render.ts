import { App, Chart } from 'cdk8s';
import { chooseGitAuth } from '../constructs/choose-git-auth';
import { Credentials } from '../constructs/credentials';
import { GitRepository } from '../constructs/git-repository';
import { KeySource } from '../constructs/key-source';
import { RepositoryCache } from '../constructs/repository-cache';
import { RunIdentity } from '../constructs/run-identity';
import { Tenant } from '../constructs/tenant';
import { WorkflowRun } from '../constructs/workflow-run';
import type { ClusterFacts } from '../contract/cluster-facts';
import { type Images, imageReference } from '../contract/images';
import type { RepositoryCacheFacts } from '../contract/repository-cache';
import type { SecretSources } from '../contract/secret-source';
import { workflowSlug } from '../language/slug';
import type { Workflow } from '../language/workflow';
import type { RunDefinition } from '../workflows/run-definition';
import { clusterKeys } from './cluster-keys';
import { checkedCluster } from './cluster-schema';
import { derivedRun } from './derived-run';
import type { KubernetesObject } from './kubernetes-object';
import { type SubmittedSecret, submittedSecret } from './submitted-secret';
import { type WorkflowSource, workflowOf } from './workflow-source';

/** Everything that a run is rendered from; `credentials` also authenticate at origin. */
export interface RenderRequest extends Omit<RunDefinition, 'description'> {
  /** The workflow file; requests that share this object parse it once. */
  readonly workflow: WorkflowSource;
  readonly cluster: ClusterFacts;
  readonly images: Images;
  /** @default - derived from everything that is rendered */
  readonly runId?: string;
}

/** A rendered run. */
export interface RenderedRun {
  readonly runId: string;
  readonly objects: KubernetesObject[];
  /** The Secret to submit with the run, which is in no manifest; undefined if there is none. */
  readonly secret?: SubmittedSecret;
}

/**
 * Render a run: a pure function of its arguments, byte for byte.
 *
 * @throws Error listing every problem in the workflow, or naming the setting or fact that cannot be rendered.
 */
export function renderRun(request: RenderRequest): RenderedRun {
  const workflow = workflowOf(request.workflow, request.profile);
  const cluster = checkedCluster(request.cluster);
  const credentials = { ...clusterKeys(cluster), ...request.credentials };
  const checked = { ...request, cluster, credentials };
  const objectsOf = (runId: string) => runObjects(checked, workflow, runId);
  const { runId, objects } =
    request.runId === undefined
      ? derivedRun(workflowSlug(workflow.name), checked, objectsOf)
      : { runId: request.runId, objects: objectsOf(request.runId) };
  return { runId, objects, secret: submittedSecret(identity(checked, workflow, runId), credentials) };
}

/**
 * Render what the runs of a cluster share.
 *
 * @throws Error with one line per fact that is missing or not as it must be, or naming the one that a tenant cannot be
 *   rendered from.
 */
export function renderTenant(facts: ClusterFacts, images: Images): KubernetesObject[] {
  const cluster = checkedCluster(facts);
  return objects((chart) => {
    new Tenant(chart, 'Tenant', { cluster });
    if (cluster.repositoryCache) repositoryCache(chart, cluster, cluster.repositoryCache, images);
  });
}

function repositoryCache(chart: Chart, cluster: ClusterFacts, facts: RepositoryCacheFacts, images: Images): void {
  const repositories = facts.repositories.map(({ url, caCertificates, credentials, knownHosts, username }, index) => ({
    url,
    caCertificates,
    auth: chooseGitAuth({
      url,
      knownHosts,
      username,
      credentials:
        credentials &&
        Credentials.fromSecretName(chart, `MirrorCredentials${index}`, credentials.secretName, credentials.keys),
    }),
  }));
  new RepositoryCache(chart, 'RepositoryCache', {
    ...facts,
    repositories,
    namespace: cluster.namespace,
    storageClass: facts.storageClass ?? cluster.storage.storageClass,
    image: imageReference(images.agent),
    imagePullSecrets: cluster.imagePullSecrets,
    dns: cluster.dns,
    monitoring: cluster.monitoring,
    logLevel: cluster.logLevel,
  });
}

/** Its credentials include the keys that the cluster provides. */
type CheckedRequest = RenderRequest & { readonly credentials: SecretSources };

function runObjects(request: CheckedRequest, workflow: Workflow, runId: string): KubernetesObject[] {
  const { workflow: source, repository, credentials: sources, profile: _, ...options } = request;
  const run = identity(request, workflow, runId);
  return objects((chart) => {
    const credentials = new Credentials(chart, 'Credentials', { run, keys: keySources(sources) });
    const { knownHosts, username, githubApp, ...place } = repository;
    const auth = chooseGitAuth({ url: place.url, credentials, knownHosts, username, githubApp });
    new WorkflowRun(chart, 'Run', {
      ...options,
      runId,
      workflow,
      workflowText: source.text,
      repository: new GitRepository({ ...place, lfs: place.lfs ?? request.cluster.git?.lfs, auth }),
      credentials,
    });
  });
}

const identity = ({ cluster }: RenderRequest, workflow: Workflow, runId: string): RunIdentity =>
  new RunIdentity({ runId, namespace: cluster.namespace, workflow: workflowSlug(workflow.name) });

const keySources = (sources: SecretSources): { [key: string]: KeySource } =>
  Object.fromEntries(Object.entries(sources).map(([key, source]) => [key, KeySource.of(source)]));

function objects(build: (chart: Chart) => void): KubernetesObject[] {
  const chart = new Chart(new App({ recordConstructMetadata: false }), 'Chart', { disableResourceNameHashes: true });
  build(chart);
  return chart.toJson();
}
