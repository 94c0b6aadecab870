// Images from a registry, by digest, as users have them: under these names nothing was put into containerd.
import { spawnSync } from 'node:child_process';
import { type Images, imageReference } from '../../contract/images';
import { GUARDED_REGISTRY_HOST, REGISTRY_HOST } from '../../devcluster/addresses';
import { createRepository, gitToken } from '../../devcluster/git-repositories';
import { REGISTRY_USER } from '../../devcluster/registry';
import { pushRunImages } from '../../devcluster/registry-images';
import { clusterNamed } from '../../stacks/clusters';
import { parseImages } from '../../stacks/images';
import { renderRun } from '../../stacks/render';
import { eventually, kubectl } from '../cluster/support/kubectl';
import { LiveRun } from '../cluster/support/run';
import { createCredentials, createTenant, deleteTenant, SECRET, testNamespace } from '../cluster/support/test-cluster';

const NAMESPACE = testNamespace('registry');
const PULL_SECRET = 'registry';
const cluster = { ...clusterNamed('development'), namespace: NAMESPACE };
let images: Images;
let url: string;

beforeAll(async () => {
  images = parseImages(JSON.stringify(await pushRunImages()), 'images.lock of the test');
  url = await createRepository('demo/registry', { 'README.md': 'a project\n' });
  await createTenant(cluster);
  await createCredentials(NAMESPACE, await gitToken());
});

afterAll(() => deleteTenant(NAMESPACE));

async function submit(runId: string, from: Images, imagePullSecrets: readonly string[] = []): Promise<LiveRun> {
  const { objects } = renderRun({
    workflow: { text: '- shell: "true"\n', file: 'flow.yaml' },
    cluster: { ...cluster, imagePullSecrets },
    images: from,
    repository: { url, revision: 'main' },
    credentials: { 'git-token': { source: 'existing', secretName: SECRET } },
    runId,
  });
  await kubectl(['apply', '--server-side', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  return new LiveRun(NAMESPACE, runId);
}

/** What `prodigy-k8s status` prints of a run. */
function status(runId: string): string {
  const args = ['status', runId, '--cluster', 'development', '--namespace', NAMESPACE];
  return spawnSync(process.execPath, ['dist/cli/prodigy-k8s.cjs', ...args], { encoding: 'utf8' }).stdout;
}

/** The images as the guarded registry serves them. */
const guarded = (): Images => {
  const there = (image: Images['agent']) => ({
    ...image,
    repository: image.repository.replace(REGISTRY_HOST, GUARDED_REGISTRY_HOST),
  });
  return { agent: there(images.agent), redis: there(images.redis) };
};

test('a run rendered by digest is pulled by digest, and runs to its end', async () => {
  expect(imageReference(images.agent)).toMatch(/^registry\.example\.com\/prodigy\/agent@sha256:[0-9a-f]{64}$/);
  const run = await submit('by-digest', images);
  const [pod] = await eventually('a running workspace', async () => {
    const pods = await run.pods('workspace');
    return pods[0]?.status.containerStatuses?.[0]?.imageID ? pods : undefined;
  });
  expect(pod.spec.containers[0].image).toBe(imageReference(images.agent));
  expect(pod.status.containerStatuses[0].imageID).toBe(imageReference(images.agent));
  expect(await run.report()).toMatchObject({ outcome: 'complete' });
});

test('an image that the registry does not have is named by status, with what the registry says', async () => {
  const none = { ...images.agent, digest: `sha256:${'0'.repeat(64)}` };
  await submit('no-image', { ...images, agent: none });
  const shown = await eventually('the name of the image', async () => {
    const text = status('no-image');
    return text.includes(imageReference(none)) && text;
  });
  expect(shown).toMatch(/ErrImagePull|ImagePullBackOff/);
});

test('a registry that asks who pulls is named as refusing until the pull secret is there, then the run goes on', async () => {
  const run = await submit('guarded', guarded(), [PULL_SECRET]);
  await eventually('the name of the image', async () => status('guarded').includes(imageReference(guarded().agent)));
  const { name, password } = REGISTRY_USER;
  const server = `--docker-server=${GUARDED_REGISTRY_HOST}`;
  const who = [`--docker-username=${name}`, `--docker-password=${password}`];
  await kubectl(['create', 'secret', 'docker-registry', PULL_SECRET, '-n', NAMESPACE, server, ...who]);
  expect(await run.report(360)).toMatchObject({ outcome: 'complete' });
});
