import type { ClusterFacts } from '../contract/cluster-facts';
import type { Images } from '../contract/images';
import type { BundledWorkflow } from './bundled-workflows';
import { manifestFiles } from './manifest-files';
import { renderRun, renderTenant } from './render';

/** What manifests are rendered from. */
export interface AppProps {
  readonly clusters: readonly ClusterFacts[];
  /** Workflows with the texts of their files. */
  readonly workflows: readonly (BundledWorkflow & { readonly text: string })[];
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
    add(tree, `${cluster.name}/${TENANT_FOLDER}`, manifestFiles(renderTenant(cluster)));
    for (const workflow of props.workflows)
      add(tree, `${cluster.name}/${workflow.name}`, runFiles(cluster, workflow, props.images));
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function runFiles(cluster: ClusterFacts, workflow: AppProps['workflows'][number], images: Images) {
  const { text, file, name } = workflow;
  const { description: _, ...definition } = workflow.definition;
  try {
    return manifestFiles(renderRun({ ...definition, workflow: { text, file }, cluster, images }).objects);
  } catch (error) {
    throw new Error(`cannot render ${name} for ${cluster.name}: ${(error as Error).message}`);
  }
}

function add(tree: Map<string, string>, folder: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) tree.set(`${folder}/${file}`, text);
}
