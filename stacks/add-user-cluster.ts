import { type Document, isScalar, parseDocument } from 'yaml';
import { parseUserClusters } from './user-clusters';

/** Initial settings of a cluster, by the keys of `kubernetes.yaml`; nested keys are joined with dots. */
export type UserClusterKeys = Readonly<Record<string, string | number | boolean | undefined>>;

/** The cluster is already described; it is never overwritten. */
export class ClusterIsThere extends Error {
  public constructor(name: string, file: string) {
    super(`'${name}' must be described once, and ${file} has it already: change it there`);
    this.name = 'ClusterIsThere';
  }
}

/** Head comment of a new file. */
const HEAD = `# Clusters that prodigy-k8s can use beside the bundled ones; one of the same name overrides facts of the bundled cluster.
# Show the values in effect and where they come from: prodigy-k8s explain-config --cluster NAME
`;

/**
 * Add a cluster to a user's file; comments and all other content stay as they are.
 *
 * @param text of the file, empty if there is none yet.
 * @param file its name, for messages.
 * @throws ClusterIsThere, or Error if the file is invalid or would become so with these keys.
 */
export function addUserCluster(text: string, file: string, name: string, keys: UserClusterKeys): string {
  if (parseUserClusters(text, file).clusters.has(name)) throw new ClusterIsThere(name, file);
  const document = parseDocument(text === '' ? `${HEAD}clusters: {}\n` : text);
  for (const path of [[], ['clusters']]) makeMapping(document, path);
  // Also without keys: a cluster may have the default of everything.
  document.setIn(['clusters', name], document.createNode({}));
  for (const [key, value] of Object.entries(keys))
    if (value !== undefined) document.setIn(['clusters', name, ...key.split('.')], value);
  // yaml writes an empty map in flow style, which its new entries would inherit.
  const clusters = document.getIn(['clusters'], true) as { flow?: boolean } | undefined;
  if (clusters) clusters.flow = false;
  const added = document.toString({ lineWidth: 0 });
  parseUserClusters(added, file);
  return added;
}

/** A file whose last entry was removed or commented out says `clusters:` alone, or nothing: neither is a mapping yet. */
function makeMapping(document: Document, path: readonly string[]): void {
  const node = document.getIn(path, true);
  if (node !== null && !(isScalar(node) && node.value === null)) return;
  const { comment, commentBefore } = node ?? {};
  document.setIn(path, Object.assign(document.createNode({}), { comment, commentBefore }));
}
