import { resultBranch } from '../../contract/names';
import type { Report } from '../../contract/report';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { renderRun } from '../../stacks/render';
import { Origin } from '../../test/cluster/support/origin';
import { LiveRun } from '../../test/cluster/support/run';
import { images, SECRET, testCluster } from '../../test/cluster/support/test-cluster';
import { applyAll } from './plain-job';

/** Results of a run. */
export interface MeasuredRun {
  /** When its objects were sent to the API server, as Date.now(). */
  readonly appliedAt: number;
  readonly report: Report;
  /** Reads the files on its result branch. */
  readonly files: () => Promise<Record<string, string>>;
}

/** An origin for the measured runs. */
export class BenchOrigin {
  private constructor(
    private readonly namespace: string,
    private readonly origin: Origin,
  ) {}

  public static async create(namespace: string): Promise<BenchOrigin> {
    return new BenchOrigin(namespace, await Origin.create('bench/project', { 'README.md': 'a project\n' }));
  }

  public get token(): string {
    return this.origin.token;
  }

  /** Run a workflow to completion, with one agent. */
  public async run(runId: string, text: string): Promise<MeasuredRun> {
    const objects = this.objects(runId, text);
    const appliedAt = Date.now();
    await applyAll(objects);
    const run = new LiveRun(this.namespace, runId);
    const report = await run.report(900);
    if (report.outcome !== 'complete')
      throw new Error(`'${runId}' must complete, got ${report.outcome}: ${report.reason}`);
    return { appliedAt, report, files: () => this.origin.files(resultBranch(runId)) };
  }

  public async remove(): Promise<void> {
    await this.origin.remove();
  }

  private objects(runId: string, text: string): KubernetesObject[] {
    return renderRun({
      workflow: { text, file: 'bench.yaml' },
      cluster: testCluster(this.namespace),
      images,
      repository: this.origin.repository,
      credentials: { 'git-token': { source: 'existing', secretName: SECRET } },
      agents: 1,
      runId,
    }).objects;
  }
}
