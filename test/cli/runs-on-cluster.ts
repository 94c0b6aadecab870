import type { Report } from '../../contract/report';
import type { FakeCluster } from './fake-cluster';

/** A Job that has done its work. */
export const ENDED = { status: { conditions: [{ type: 'Complete', status: 'True' }] } };

/** What a run leaves on a cluster, put on one that is none. */
export class RunsOn {
  public constructor(private readonly cluster: FakeCluster) {}

  public job(runId: string, rest: JobFields = {}): void {
    const { spec = { completions: 4, parallelism: 4 }, status = {}, annotations = {}, mode = 'mapreduce' } = rest;
    const labels = { ...labelsOf(runId, 'agent'), 'prodigy.io/mode': mode };
    this.cluster.put('jobs', `prodigy-${runId}`, { spec, status, metadata: { annotations } }, labels);
  }

  public report(runId: string, rest: Partial<Report> = {}): void {
    const text = JSON.stringify({
      runId,
      workflow: 'tidy',
      outcome: 'complete',
      exitCode: 0,
      startedAt: '2026-01-02T10:00:00.000Z',
      finishedAt: '2026-01-02T10:01:05.000Z',
      failures: [],
      ...rest,
    });
    const data = { 'report.json': text };
    this.cluster.put('configmaps', `prodigy-report-${runId}`, { data }, labelsOf(runId, 'report'));
  }

  /** @param owners whose it is, such as that of {@link jobOwner}. Default: nobody's. */
  public claim(runId: string, owners: readonly object[] = []): void {
    const metadata = { ownerReferences: owners };
    this.cluster.put(
      'persistentvolumeclaims',
      `prodigy-workspace-${runId}`,
      { metadata },
      labelsOf(runId, 'workspace'),
    );
  }
}

/** The Job of a run, as the owner of something. */
export const jobOwner = (runId: string) => ({ kind: 'Job', name: `prodigy-${runId}`, uid: `uid-of-${runId}` });

interface JobFields {
  readonly spec?: object;
  readonly status?: object;
  readonly annotations?: object;
  readonly mode?: string;
}

const labelsOf = (runId: string, component: string) => ({
  app: 'prodigy',
  'prodigy.io/run-id': runId,
  'app.kubernetes.io/component': component,
});
