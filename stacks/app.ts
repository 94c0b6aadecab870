import type { ClusterFacts } from '../contract/cluster-facts';
import type { Images } from '../contract/images';
import type { BundledWorkflow } from './bundled-workflows';
import { KUSTOMIZATION, kustomizationText } from './kustomization';
import { manifestFiles } from './manifest-files';
import { type RenderedRun, renderRun, renderTenant } from './render';

/** A bundled workflow with the text of its file. */
export type LoadedWorkflow = BundledWorkflow & { readonly text: string };

/** What manifests are rendered from. */
export interface AppProps {
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
    return renderRun({ ...definition, workflow: { text, file }, cluster, images });
  } catch (error) {
    throw new Error(`cannot render ${name} for ${cluster.name}: ${(error as Error).message}`);
  }
}

function add(tree: Map<string, string>, folder: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) tree.set(`${folder}/${file}`, text);
  tree.set(`${folder}/${KUSTOMIZATION}`, kustomizationText([...files.keys()]));
}
