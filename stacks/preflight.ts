import type { ClusterFacts } from '../contract/cluster-facts';
import { type Finding, worstFirst } from '../review/preflight/finding';
import { preflight } from '../review/preflight/preflight';
import type { ReviewedObject } from '../review/reviewed-object';
import { TENANT_FOLDER } from './app';
import type { Tree } from './manifest-folder';
import { type ManifestFolder, manifestFolders } from './read-manifests';
import { type RenderedRun, type RenderRequest, renderTenant } from './render';

/**
 * Check a run before it is applied, together with its tenant's objects.
 *
 * @throws Error naming the fact that a tenant cannot be rendered from.
 */
export function preflightRun({ cluster, images }: RenderRequest, { objects }: RenderedRun): Finding[] {
  return preflight({ facts: cluster, objects, tenant: renderTenant(cluster, images) });
}

/**
 * Check folders of rendered manifests: each is a run or a tenant; a `_tenant` folder beside a run has what is in its
 * namespace.
 *
 * @param tree files by path.
 * @param factsOf the facts of a folder's target; undefined if the folder is only context for others.
 * @throws Error naming a file without an object, or if there is no folder at all.
 */
export function preflightFolders(tree: Tree, factsOf: (folder: string) => ClusterFacts | undefined): Finding[] {
  const folders = manifestFolders(tree);
  if (folders.size === 0) throw new Error("'path' must contain manifests, got none: name a folder written by synth");
  const findings = [...folders.values()].flatMap((folder) => {
    const facts = factsOf(folder.path);
    return facts ? folderFindings(folder, facts, folders) : [];
  });
  return worstFirst(findings);
}

function folderFindings(folder: ManifestFolder, facts: ClusterFacts, folders: ReadonlyMap<string, ManifestFolder>) {
  const parts = folder.path.split('/');
  const tenant = folders.get([...parts.slice(0, -1), TENANT_FOLDER].join('/'));
  const beside: readonly ReviewedObject[] = tenant && tenant !== folder ? [...tenant.objects.keys()] : [];
  return preflight({ facts, objects: [...folder.objects.keys()], tenant: beside }, (object) =>
    folder.objects.get(object),
  );
}
