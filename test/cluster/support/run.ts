import { jobName, redisName, reportName, workspaceName } from '../../../contract/names';
import type { Report } from '../../../contract/report';
import { eventually, get, kubectl, type Live, list } from './kubectl';

/** A run on the devcluster, looked at from outside. */
export class LiveRun {
  public constructor(
    public readonly namespace: string,
    public readonly runId: string,
  ) {}

  public job(): Promise<Live> {
    return eventually(`Job of ${this.runId}`, () => get('job', jobName(this.runId), this.namespace), 30);
  }

  public pods(component: 'agent' | 'workspace' | 'queue'): Promise<Live[]> {
    const selector = `prodigy.io/run-id=${this.runId},app.kubernetes.io/component=${component}`;
    return list('pods', this.namespace, selector);
  }

  public async report(seconds = 240): Promise<Report> {
    const map = await eventually(
      `report of ${this.runId}`,
      () => get('configmap', reportName(this.runId), this.namespace),
      seconds,
    );
    return JSON.parse(map.data['report.json']);
  }

  /** Wait until the Job is Complete and the run's servers are scaled to 0. */
  public async ended(): Promise<void> {
    await eventually(`end of Job ${this.runId}`, async () => condition(await this.job(), 'Complete'), 120);
    for (const name of [workspaceName(this.runId), redisName(this.runId)])
      await eventually(`scale of ${name} to 0`, async () => {
        const set = await get('statefulset', name, this.namespace);
        return set === undefined || set.spec.replicas === 0;
      });
  }

  /** Entries of the run's journal, read from the claim. */
  public async journal(): Promise<Live[]> {
    const text = await this.inWorkspace(['cat', '/workspace/state/journal.jsonl']);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).entry);
  }

  /** Pod name of the agent that holds the lease. */
  public async leader(): Promise<string> {
    return eventually(`leader of ${this.runId}`, async () => {
      const lease = JSON.parse(await this.inWorkspace(['cat', '/workspace/state/lease.json']));
      return lease.holder?.pod;
    });
  }

  public inWorkspace(command: readonly string[]): Promise<string> {
    const pod = `${workspaceName(this.runId)}-0`;
    return kubectl(['exec', '-n', this.namespace, pod, '-c', 'prodigy-workspace', '--', ...command]);
  }

  /** Delete a pod as a crash would: at once. */
  public async kill(pod: string): Promise<void> {
    await kubectl(['delete', 'pod', pod, '-n', this.namespace, '--grace-period=0', '--force', '--wait=false']);
  }
}

export function condition(object: Live, type: string): boolean {
  return (object?.status?.conditions ?? []).some((one: Live) => one.type === type && one.status === 'True');
}
