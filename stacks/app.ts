import type { ClusterFacts } from '../contract/cluster-facts';
import type { Images } from '../contract/images';
import type { BundledWorkflow } from './bundled-workflows';
import { KUSTOMIZATION, kustomizationText } from './kustomization';
import { manifestFiles } from './manifest-files';
import { type RenderedRun, renderRun, renderTenant } from './render';
import type { SubmittedSecret } from './submitted-secret';

/** A bundled workflow with the text of its file. */
export type LoadedWorkflow = BundledWorkflow & { readonly text: string };

/** What manifests are rendered from. */
export interface AppProps {
  /** The targets: clusters, alone and in their environments. */
  readonly clusters: readonly ClusterFacts[];
  readonly workflows: readonly LoadedWorkflow[];
  readonly images: Images;
}

/** Folder of what the runs of a cluster share; no workflow's slug begins with an underscore. */
const TENANT_FOLDER = '_tenant';

/**
 * Render every workflow for every cluster.
 *
 * @returns text of every file by its path under `manifests/`, sorted.
 * @throws Error naming cluster and workflow where one cannot be rendered: half a tree is no result.
 */
export function renderApp(props: AppProps): ReadonlyMap<string, string> {
  const tree = new Map<string, string>();
  for (const cluster of props.clusters) {
    add(tree, `${cluster.name}/${TENANT_FOLDER}`, manifestFiles(renderTenant(cluster, props.images)));
    for (const workflow of props.workflows)
      add(
        tree,
        `${cluster.name}/${workflow.name}`,
        manifestFiles(renderBundled(workflow, cluster, props.images).objects),
      );
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Render the run of a bundled workflow for a cluster.
 *
 * @throws Error naming both.
 */
export function renderBundled(workflow: LoadedWorkflow, cluster: ClusterFacts, images: Images): RenderedRun {
  const { text, file, name } = workflow;
  const { description: _, ...definition } = workflow.definition;
  try {
    const run = renderRun({ ...definition, workflow: { text, file }, cluster, images });
    if (cluster.delivery === 'gitops' && run.secret) throw new Error(nobodySubmits(run.secret));
    return run;
  } catch (error) {
    throw new Error(`cannot render ${name} for ${cluster.name}: ${(error as Error).message}`);
  }
}

/** Manifests that are committed are submitted by nobody who could bring values along. */
const nobodySubmits = ({ sources }: SubmittedSecret): string =>
  `'credentials' must come from the cluster or a store where gitops delivers, got ${Object.keys(sources).join(', ')} ` +
  'from the environment or a file: name an existing Secret, an external store or a SecretProviderClass';

function add(tree: Map<string, string>, folder: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) tree.set(`${folder}/${file}`, text);
  tree.set(`${folder}/${KUSTOMIZATION}`, kustomizationText([...files.keys()]));
}
