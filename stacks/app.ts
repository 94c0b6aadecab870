import type { ClusterFacts } from '../contract/cluster-facts';
import type { Images } from '../contract/images';
import type { BundledWorkflow } from './bundled-workflows';
import { KUSTOMIZATION, kustomizationText } from './kustomization';
import { lockedFiles } from './locked-run';
import { manifestFiles } from './manifest-files';
import type { Tree } from './manifest-folder';
import { type RenderedRun, renderRun, renderTenant } from './render';
import { checkRunLock, isLocked, type RunLock } from './run-lock';
import type { SubmittedSecret } from './submitted-secret';
import type { WorkflowSource } from './workflow-source';

/** A bundled workflow with the contents of its folder. */
export interface LoadedWorkflow extends BundledWorkflow {
  /** The workflow file. */
  readonly source: WorkflowSource;
  /** Its runs that are delivered exactly as committed. */
  readonly lock: RunLock;
}

/** What manifests are rendered from. */
export interface AppProps {
  /** The targets: clusters, each with and without their environments. */
  readonly clusters: readonly ClusterFacts[];
  readonly workflows: readonly LoadedWorkflow[];
  readonly images: Images;
  /** The manifests in the project; locked runs are taken from here. */
  readonly committed: Tree;
}

/** Folder of what a cluster's runs share; a workflow's slug never begins with an underscore. */
export const TENANT_FOLDER = '_tenant';

/**
 * Render every workflow for every target. Where GitOps or Pulumi delivers, the lock decides: a locked run is copied
 * from the committed manifests, and without a lock nothing is rendered, since its manifests alone would start a run.
 *
 * @returns the text of every file by its path under `manifests/`, sorted.
 * @throws Error naming target and workflow if one cannot be rendered: never half a tree.
 */
export function renderApp(props: AppProps): Tree {
  const { clusters, workflows, images, committed } = props;
  const tree = new Map<string, string>();
  for (const { name, lock } of workflows) checkRunLock(lock, name, clusters);
  for (const cluster of clusters) {
    add(tree, filesIn(`${cluster.name}/${TENANT_FOLDER}`, manifestFiles(renderTenant(cluster, images))));
    for (const workflow of workflows) {
      const runId = workflow.lock.get(cluster.name);
      if (!isLocked(cluster)) add(tree, runFiles(workflow, cluster, images));
      else if (runId) add(tree, lockedFiles(committed, { workflow: workflow.name, target: cluster.name, runId }));
    }
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Workflows without a run on a target where runs are locked. */
export function unlockedRuns({ clusters, workflows }: Pick<AppProps, 'clusters' | 'workflows'>) {
  return clusters
    .filter(isLocked)
    .flatMap(({ name: target }) =>
      workflows.filter(({ lock }) => !lock.has(target)).map(({ name: workflow }) => ({ target, workflow })),
    );
}

/** The freshly rendered files of a run, by their path under `manifests/`. */
export function runFiles(workflow: LoadedWorkflow, cluster: ClusterFacts, images: Images, runId?: string): Tree {
  const { objects } = renderBundled(workflow, cluster, images, runId);
  return filesIn(`${cluster.name}/${workflow.name}`, manifestFiles(objects));
}

/**
 * Render the run of a bundled workflow for a cluster.
 *
 * @param runId @default - derived from everything that is rendered
 * @throws Error naming both.
 */
export function renderBundled(
  workflow: LoadedWorkflow,
  cluster: ClusterFacts,
  images: Images,
  runId?: string,
): RenderedRun {
  const { source, name } = workflow;
  const { description: _, ...definition } = workflow.definition;
  try {
    const run = renderRun({ ...definition, workflow: source, cluster, images, runId });
    if (cluster.delivery === 'gitops' && run.secret) throw new Error(nobodySubmits(run.secret));
    return run;
  } catch (error) {
    throw new Error(`cannot render ${name} for ${cluster.name}: ${(error as Error).message}`);
  }
}

/** Committed manifests are applied by no one who could supply values. */
const nobodySubmits = ({ sources }: SubmittedSecret): string =>
  `'credentials' must come from the cluster or a store where gitops delivers, got ${Object.keys(sources).join(', ')} ` +
  'from the environment or a file: name an existing Secret, an external store or a SecretProviderClass';

function filesIn(folder: string, files: Tree): Tree {
  const named = [...files].map(([file, text]) => [`${folder}/${file}`, text] as const);
  return new Map([...named, [`${folder}/${KUSTOMIZATION}`, kustomizationText([...files.keys()])]]);
}

function add(tree: Map<string, string>, files: Tree): void {
  for (const [path, text] of files) tree.set(path, text);
}
