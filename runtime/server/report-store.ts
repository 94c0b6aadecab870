import { APP, Component, Label, MANAGED_BY } from '../../contract/labels';
import { reportName } from '../../contract/names';
import { JOB_KEY, REOPENING_KEY, type Reopening } from '../../contract/reopening';
import { formatReport, REPORT_KEY, type Report } from '../../contract/report';
import { workflowSlug } from '../../language/slug';
import type { KubernetesApi } from '../adapters/kubernetes/api';
import { configMapPath, configMapsPath } from '../adapters/kubernetes/paths';

interface ConfigMap {
  readonly data?: Readonly<Record<string, string>>;
}

/** Stores the report as the ConfigMap `prodigy-report-{id}`. */
export class ReportStore {
  private readonly path: string;

  public constructor(
    private readonly api: KubernetesApi,
    private readonly namespace: string,
    private readonly runId: string,
  ) {
    this.path = configMapPath(namespace, reportName(runId));
  }

  /** The report of this run; null if the run is not over. */
  public async read(): Promise<Report | null> {
    const text = (await this.api.get<ConfigMap>(this.path))?.data?.[REPORT_KEY];
    return text === undefined ? null : (JSON.parse(text) as Report);
  }

  /** The request to reopen the run; null if there is none. */
  public async reopening(): Promise<Reopening | null> {
    const text = (await this.api.get<ConfigMap>(this.path))?.data?.[REOPENING_KEY];
    return text === undefined ? null : (JSON.parse(text) as Reopening);
  }

  /** Remove the {@link reopening} request, which is in the journal now. */
  public async taken(): Promise<void> {
    await this.api.patch(this.path, { data: { [REOPENING_KEY]: null, [JOB_KEY]: null } });
  }

  /** Put back a report that was moved aside, with the changes in the journal. */
  public async restore(report: Report): Promise<void> {
    await this.api.patch(this.path, { data: { [REPORT_KEY]: formatReport(report), [REOPENING_KEY]: null } });
  }

  /** Write the report once. @returns the report in effect: an existing one wins. */
  public async write(report: Report): Promise<Report> {
    const data = { [REPORT_KEY]: formatReport(report) };
    if (await this.api.create(configMapsPath(this.namespace), this.object(report.workflow, data))) return report;
    const earlier = await this.read();
    if (earlier) return earlier;
    await this.api.patch(this.path, { data });
    return report;
  }

  private object(workflow: string, data: Record<string, string>): object {
    const labels = {
      [Label.APP]: APP,
      [Label.WORKFLOW]: workflowSlug(workflow),
      [Label.NAME]: APP,
      [Label.INSTANCE]: this.runId,
      [Label.COMPONENT]: Component.REPORT,
      [Label.PART_OF]: APP,
      [Label.MANAGED_BY]: MANAGED_BY,
      [Label.RUN_ID]: this.runId,
    };
    const metadata = { name: reportName(this.runId), namespace: this.namespace, labels };
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
  }
}
