import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageReference } from '../contract/images';
import { parseImages } from '../stacks/images';
import { run } from './command';
import { checkImages } from './image-probe';

/** Environment variable with the StorageClass of the tests' claims. */
export const STORAGE_CLASS = 'PRODIGY_TEST_STORAGE_CLASS';
/** Image lock that tests use. */
export const TEST_IMAGES = process.env.PRODIGY_TEST_IMAGES ?? join(__dirname, '..', 'images.lock');

/** Older API servers lack elastic Indexed Jobs and success policies. */
const OLDEST = { major: 1, minor: 31 };

/** Runs kubectl; rejects with its output. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

const onPath: Kubectl = (args, input) => run('kubectl', args, { input });

/**
 * Check that kubectl's current cluster has what the tests need.
 * @returns the StorageClass for their claims.
 * @throws Error naming the first thing that is missing, and the way out.
 */
export async function checkCluster(
  wantedClass: string | undefined,
  kubectl: Kubectl = onPath,
): Promise<{ storageClass: string }> {
  await checkVersion(kubectl);
  await checkRights(kubectl);
  const storageClass = await chosenClass(wantedClass, kubectl);
  const { agent, redis } = parseImages(await readFile(TEST_IMAGES, 'utf8'), TEST_IMAGES);
  await checkImages([imageReference(agent), imageReference(redis)], kubectl);
  return { storageClass };
}

async function checkVersion(kubectl: Kubectl): Promise<void> {
  const text = await kubectl(['version', '-o', 'json', '--request-timeout=20s']).catch((error: Error) => {
    throw new Error(`'KUBECONFIG' must lead to a cluster, got ${lastLine(error)}: see kubectl cluster-info`);
  });
  const { gitVersion, major, minor } = JSON.parse(text).serverVersion;
  if (Number(major) > OLDEST.major || Number.parseInt(minor, 10) >= OLDEST.minor) return;
  throw new Error(
    `'the cluster' must be Kubernetes ${OLDEST.major}.${OLDEST.minor} or later, got ${gitVersion}: upgrade it`,
  );
}

/** What the tests do outside their namespaces: create these, and impersonate other accounts. */
async function checkRights(kubectl: Kubectl): Promise<void> {
  for (const [verb, resource] of [
    ['create', 'namespaces'],
    ['delete', 'namespaces'],
    ['impersonate', 'users'],
  ] as const) {
    const answer = await kubectl(['auth', 'can-i', verb, resource]).catch(() => 'no');
    if (!answer.trim().endsWith('yes'))
      throw new Error(`'the user of KUBECONFIG' must be allowed to ${verb} ${resource}, got no: be an administrator`);
  }
}

async function chosenClass(wanted: string | undefined, kubectl: Kubectl): Promise<string> {
  const { items } = JSON.parse(await kubectl(['get', 'storageclasses', '-o', 'json']));
  const names: string[] = items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    throw new Error(`'${STORAGE_CLASS}' must be a class of the cluster, got ${wanted}: it has ${list(names)}`);
  }
  const isDefault = 'storageclass.kubernetes.io/is-default-class';
  const found = items.find(
    ({ metadata }: { metadata: { annotations?: Record<string, string> } }) =>
      metadata.annotations?.[isDefault] === 'true',
  );
  if (found) return found.metadata.name;
  throw new Error(`'the cluster' must have a default StorageClass, got ${list(names)}: set ${STORAGE_CLASS} to one`);
}

const list = (names: readonly string[]): string => names.join(', ') || 'none';

const lastLine = (error: Error): string => error.message.trim().split('\n').at(-1) ?? '';
