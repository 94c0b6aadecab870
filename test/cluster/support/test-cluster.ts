import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ClusterFacts } from '../../../contract/cluster-facts';
import type { Images } from '../../../contract/images';
import { clusterNamed } from '../../../stacks/clusters';
import { parseImages } from '../../../stacks/images';
import { renderTenant } from '../../../stacks/render';
import { STORAGE_CLASS, TEST_IMAGES } from '../../../tools/cluster-needs';
import { kubectl } from './kubectl';

/** The images that runs of tests are rendered with. */
export const images: Images = parseImages(readFileSync(TEST_IMAGES, 'utf8'), TEST_IMAGES);

/** A namespace of the tests' own: nobody else has one of that name. */
export const testNamespace = (purpose: string): string => `prodigy-test-${purpose}-${randomBytes(3).toString('hex')}`;

/** What is known of the cluster that kubectl speaks to: as small as the bundled `development`, whatever it is. */
export function testCluster(namespace: string): ClusterFacts {
  const storageClass = process.env[STORAGE_CLASS] ?? 'standard';
  const { storage, ...facts } = clusterNamed('development');
  return {
    ...facts,
    name: 'test',
    namespace,
    storage: { ...storage, storageClass },
    storageClasses: { [storageClass]: { accessModes: ['ReadWriteOnce'], expandable: false } },
  };
}

/** Make the namespace with what runs in it share: quota, limits, Pod Security, the submitters' Role. */
export async function createTenant(cluster: ClusterFacts): Promise<void> {
  const text = renderTenant(cluster, images).map((object) => JSON.stringify(object));
  await kubectl(['apply', '--server-side', '-f', '-'], text.join('\n---\n'));
}

/** The Secret that runs of tests name. */
export const SECRET = 'prodigy-credentials';

/** Put origin's token into the namespace. */
export async function createCredentials(namespace: string, token: string): Promise<void> {
  const metadata = { name: SECRET, namespace };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { 'git-token': token } };
  await kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(secret));
}

/** Take the namespace away with all that is in it; does not wait for its end. */
export const deleteTenant = (namespace: string): Promise<string> =>
  kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
