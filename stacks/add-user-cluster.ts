import { parseDocument } from 'yaml';
import { parseUserClusters } from './user-clusters';

/** What a cluster is first told with, by the keys of `kubernetes.yaml`; groups are joined by dots. */
export type UserClusterKeys = Readonly<Record<string, string | number | boolean | undefined>>;

/** A cluster that is described already is not described anew. */
export class ClusterIsThere extends Error {
  public constructor(name: string, file: string) {
    super(`'${name}' must be described once, and ${file} has it already: change it there`);
    this.name = 'ClusterIsThere';
  }
}

/** How a file begins that this program writes. */
const HEAD = `# Clusters that prodigy-k8s can use beside the bundled ones; one of the same name overrides facts of the bundled cluster.
# Show the values in effect and where they come from: prodigy-k8s explain-config --cluster NAME
`;

/**
 * Describe one more cluster in a user's file; its comments and all else stay as they are.
 *
 * @param text of the file, empty where there is none yet.
 * @param file its name, for messages.
 * @throws ClusterIsThere, or Error where the file is not as it must be, or would not be with these keys.
 */
export function addUserCluster(text: string, file: string, name: string, keys: UserClusterKeys): string {
  if (parseUserClusters(text, file).clusters.has(name)) throw new ClusterIsThere(name, file);
  const document = parseDocument(text === '' ? `${HEAD}clusters: {}\n` : text);
  for (const [key, value] of Object.entries(keys))
    if (value !== undefined) document.setIn(['clusters', name, ...key.split('.')], value);
  // An empty map is written on one line, and what is put into it would be too.
  const clusters = document.getIn(['clusters'], true) as { flow?: boolean } | undefined;
  if (clusters) clusters.flow = false;
  const added = document.toString({ lineWidth: 0 });
  parseUserClusters(added, file);
  return added;
}
