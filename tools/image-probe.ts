import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubectl } from './cluster-needs';

/** A cluster far from its registry needs minutes for the first pull. */
const PULL_SECONDS = 300;

/** Run the images once, in a temporary namespace, so that a failing pull shows here and not as a test's timeout. */
export async function checkImages(images: readonly string[], kubectl: Kubectl): Promise<void> {
  const namespace = `prodigy-test-images-${randomBytes(3).toString('hex')}`;
  await kubectl(['create', 'namespace', namespace]);
  try {
    const pod = probe(namespace, images);
    await untilAccountExists(kubectl, namespace);
    await kubectl(['apply', '-f', '-'], JSON.stringify(pod));
    await untilPulled(kubectl, namespace);
  } finally {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  }
}

async function untilAccountExists(kubectl: Kubectl, namespace: string): Promise<void> {
  for (let round = 0; round < 120; round += 1) {
    const name = await kubectl([
      'get',
      'serviceaccount',
      'default',
      '-n',
      namespace,
      '-o',
      'name',
      '--ignore-not-found',
    ]);
    if (name.trim() !== '') return;
    await sleep(250);
  }
}

async function untilPulled(kubectl: Kubectl, namespace: string): Promise<void> {
  let waiting = 'no word from the kubelet';
  for (const until = Date.now() + PULL_SECONDS * 1000; Date.now() < until; await sleep(500)) {
    const { status } = JSON.parse(await kubectl(['get', 'pod', 'images', '-n', namespace, '-o', 'json']));
    const containers: ContainerStatus[] = status.containerStatuses ?? [];
    if (containers.length > 0 && containers.every(({ state }) => state.terminated)) return;
    const stuck = containers.find(({ state }) => NOT_PULLED.test(state.waiting?.reason ?? ''));
    if (stuck) throw unpulled(stuck.image, stuck.state.waiting?.reason ?? '');
    waiting = status.conditions?.find(({ status: held }: { status: string }) => held === 'False')?.message ?? waiting;
  }
  throw unpulled('the images of the tests', `${waiting} for ${PULL_SECONDS} s`);
}

interface ContainerStatus {
  readonly image: string;
  readonly state: { readonly terminated?: object; readonly waiting?: { readonly reason: string } };
}

const NOT_PULLED = /^(ErrImage|ImagePull|InvalidImageName|RegistryUnavailable)/;

const unpulled = (image: string, got: string): Error =>
  new Error(
    `'${image}' must be an image that the cluster has or can pull, got ${got}: load it into the nodes ` +
      '(kind load docker-image), or push it and name a file like images.lock with PRODIGY_TEST_IMAGES',
  );

function probe(namespace: string, images: readonly string[]) {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const containers = images.map((image, index) => ({
    name: `image-${index}`,
    image,
    command: ['true'],
    securityContext,
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'images', namespace },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers,
    },
  };
}
