import type { ClusterFacts } from '../../../contract/cluster-facts';
import { clusterNamed } from '../../../stacks/clusters';
import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { readProject } from '../../../stacks/project';
import { type RenderRequest, renderRun, renderTenant } from '../../../stacks/render';
import { kubectl } from '../../cluster/support/kubectl';
import { LiveRun } from '../../cluster/support/run';

/** Shorter than by default: they cost time, not meaning. */
const TIMING = { leaseSeconds: 6, lockSeconds: 8 };

/** What a test makes of rendered objects before they are applied. */
export type Change = (objects: readonly KubernetesObject[]) => readonly KubernetesObject[];

/** A namespace for the runs of one test file, on the cluster `development` but for these facts. */
export class TestNamespace {
  public readonly cluster: ClusterFacts;
  private readonly images = readProject('.').images;

  public constructor(
    public readonly name: string,
    facts: Partial<ClusterFacts> = {},
  ) {
    this.cluster = { ...clusterNamed('development'), ...facts, namespace: name };
  }

  /** Make it, in place of one that an earlier test left. */
  public async create(): Promise<void> {
    await this.remove();
    await this.applyTenant();
  }

  /** Apply what its runs share, once more where it was applied before. */
  public async applyTenant(facts: Partial<ClusterFacts> = {}): Promise<void> {
    await apply(renderTenant({ ...this.cluster, ...facts }, this.images));
  }

  /** Objects of a run with one agent and short locks, not applied. */
  public render(request: Omit<RenderRequest, 'cluster' | 'images'> & { readonly runId: string }): KubernetesObject[] {
    const { cluster, images } = this;
    return renderRun({ timing: TIMING, agents: 1, ...request, cluster, images }).objects;
  }

  /** Apply a run as GitOps would: without owners, in whatever order. */
  public async start(request: Parameters<TestNamespace['render']>[0], change: Change = (all) => all): Promise<LiveRun> {
    await apply(change(this.render(request)));
    return this.live(request.runId);
  }

  /** A run that is there. */
  public live(runId: string): LiveRun {
    return new LiveRun(this.name, runId);
  }

  /** Make or replace a Secret. */
  public async secret(name: string, values: Readonly<Record<string, string>>): Promise<void> {
    const metadata = { name, namespace: this.name };
    await apply([{ apiVersion: 'v1', kind: 'Secret', metadata, stringData: values }]);
  }

  public async deleteSecret(name: string): Promise<void> {
    await kubectl(['delete', 'secret', name, '-n', this.name]);
  }

  public async remove(): Promise<void> {
    await kubectl(['delete', 'namespace', this.name, '--ignore-not-found', '--timeout=100s']);
  }
}

/** Apply objects on the server's side. */
export async function apply(objects: readonly object[]): Promise<void> {
  const manifest = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], manifest);
}
