import type { ClusterFacts } from '../contract/cluster-facts';
import { type Finding, worstFirst } from '../review/preflight/finding';
import { preflight } from '../review/preflight/preflight';
import type { ReviewedObject } from '../review/reviewed-object';
import { TENANT_FOLDER } from './app';
import type { Tree } from './manifest-folder';
import { type ManifestFolder, manifestFolders } from './read-manifests';
import { type RenderedRun, type RenderRequest, renderTenant } from './render';

/**
 * What can be said about a run before it is applied, beside what its namespace holds.
 *
 * @throws Error naming the fact that a tenant cannot be made of.
 */
export function preflightRun({ cluster, images }: RenderRequest, { objects }: RenderedRun): Finding[] {
  return preflight({ facts: cluster, objects, tenant: renderTenant(cluster, images) });
}

/**
 * What can be said about folders of rendered manifests: each is a run, or a tenant, and `_tenant` beside it is what its
 * namespace holds.
 *
 * @param tree files by path.
 * @param factsOf the facts of a folder's target; undefined where the folder is only there to be looked at.
 * @throws Error naming the file that holds no object, or that there is no folder at all.
 */
export function preflightFolders(tree: Tree, factsOf: (folder: string) => ClusterFacts | undefined): Finding[] {
  const folders = manifestFolders(tree);
  if (folders.size === 0) throw new Error("'path' must hold manifests, got none: name a folder that synth wrote");
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
