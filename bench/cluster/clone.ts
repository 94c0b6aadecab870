import { GIT_CLONE_CONTAINER, REPOSITORY_CACHE, workspaceName } from '../../contract/names';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { renderRun, renderTenant } from '../../stacks/render';
import { eventually, kubectl } from '../../test/cluster/support/kubectl';
import type { OriginServer } from '../../test/cluster/support/origin-server';
import { images, testCluster } from '../../test/cluster/support/test-cluster';
import type { Figure } from './figure';
import { applyAll } from './plain-job';
import { FILE_BYTES, serveTypicalRepository, type TypicalRepository, typicalRepository } from './typical-repository';

const KEYS = 'clone-keys';

/** Duration of a run's clone of a typical repository, from origin and through the namespace's cache. */
export async function measureClones(namespace: string, size: TypicalRepository): Promise<Figure[]> {
  const server = await serveTypicalRepository(size);
  const clone = new Clone(namespace, server);
  try {
    await applyAll([clone.keys()]);
    const cold = await clone.durationMs('bench-clone-cold');
    await clone.startCache();
    const hit = await clone.durationMs('bench-clone-hit');
    const megabytes = ((size.files + size.commits) * FILE_BYTES) / 1e6;
    const what = `clone of ${size.commits} commits, ${megabytes.toFixed(0)} MB`;
    return [
      { what: `${what}, from origin`, value: cold, unit: 'ms', most: 30_000 },
      { what: 'the same, objects from the cache', value: hit, unit: 'ms', most: 30_000 },
      { what: 'the cache over origin', value: hit / cold, unit: 'times' },
    ];
  } finally {
    await server.stop();
  }
}

class Clone {
  private readonly cluster;

  public constructor(
    private readonly namespace: string,
    private readonly server: OriginServer,
  ) {
    const { url, caCertificates } = typicalRepository(server);
    const credentials = { secretName: KEYS, keys: ['git-token'] };
    this.cluster = {
      ...testCluster(namespace),
      repositoryCache: { repositories: [{ url, caCertificates, credentials }], size: '1Gi' },
    };
  }

  public keys(): KubernetesObject {
    const metadata = { name: KEYS, namespace: this.namespace };
    return { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { 'git-token': this.server.token } };
  }

  /** Start the cache and wait until it has its mirror. */
  public async startCache(): Promise<void> {
    await applyAll(renderTenant(this.cluster, images));
    const log = () => kubectl(['logs', '-n', this.namespace, `statefulset/${REPOSITORY_CACHE}`]).catch(() => '');
    await eventually('mirror', async () => (await log()).includes('is mirrored'), 300);
  }

  /** Clone duration of a run whose agents are held back: it clones, then waits for them. */
  public async durationMs(runId: string): Promise<number> {
    const objects = this.objects(runId);
    await applyAll(objects);
    const pod = `${workspaceName(runId)}-0`;
    const log = () => kubectl(['logs', '-n', this.namespace, pod, '-c', GIT_CLONE_CONTAINER]).catch(() => '');
    const line = await eventually(
      `clone of ${runId}`,
      async () => /^.*the repository is here.*$/m.exec(await log())?.[0],
      300,
    );
    await kubectl(
      ['delete', '--wait=false', '-f', '-'],
      objects.map((object) => JSON.stringify(object)).join('\n---\n'),
    );
    return JSON.parse(line).durationMs;
  }

  private objects(runId: string): KubernetesObject[] {
    const { objects } = renderRun({
      workflow: { text: "name: bench-clone\ncommands:\n  - shell: 'true'\n", file: 'bench.yaml' },
      cluster: this.cluster,
      images,
      repository: typicalRepository(this.server),
      credentials: { 'git-token': { source: 'existing', secretName: KEYS } },
      runId,
    });
    return objects.map((object) =>
      object.kind === 'Job' ? { ...object, spec: { ...(object.spec as object), suspend: true } } : object,
    );
  }
}
