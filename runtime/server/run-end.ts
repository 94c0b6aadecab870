import type { JournalEntry, RunOutcome } from '../../contract/journal';
import type { Report } from '../../contract/report';
import type { Usage } from '../../contract/usage';
import type { RunState } from '../../contract/workspace-api';
import { HttpError } from './http-error';
import type { JournalFile } from './journal-file';
import type { ReportStore } from './report-store';
import { type Patience, untilDone } from './retry';

/** Milliseconds that a caller waits for the report before it is told to ask again. */
const WAIT_MS = 20_000;

export interface RunEndParts extends Patience {
  readonly journal: JournalFile;
  readonly reports: ReportStore;
  /** Releases the space on the claim that was reserved for the end. */
  readonly makeRoom: () => Promise<void>;
  /** The report for an end that is in the journal. */
  readonly report: (outcome: RunOutcome, reason: string | undefined) => Promise<Report>;
}

/**
 * The end of a run: written to the journal, then to the report, and only then told to agents. The first to record it
 * decides how the run ended.
 */
export class RunEnd {
  private over: Report | undefined;
  private writing: Promise<void> | undefined;
  private drain: string | undefined;

  public constructor(private readonly parts: RunEndParts) {}

  /** Adopt what was found when the server started: a report, or an end whose report is missing. */
  public adopt(report: Report | null): void {
    if (report) this.over = report;
    else if (this.parts.journal.last('finished')) this.writeReport();
  }

  /** Whether the run is over, with or without its report. */
  public get isOver(): boolean {
    return this.over !== undefined || this.parts.journal.last('finished') !== undefined;
  }

  /** Have the leader begin nothing new, and end the run once current work has ended. Repeating it is harmless. */
  public letDrain(reason: string): void {
    if (this.drain === undefined) this.parts.log.info(`the run will drain: ${reason}`);
    this.drain = reason;
  }

  /** The report, once it is written. */
  public get report(): Report | undefined {
    return this.over;
  }

  /**
   * Record how the run ends, unless it has ended already; the report is written in the background. Callers hold the
   * fence, so that nothing else is written to the journal meanwhile.
   */
  public async record(outcome: RunOutcome, reason?: string, usage?: Usage): Promise<void> {
    if (this.isOver) return;
    await this.append({ type: 'finished', outcome, reason, usage });
    this.parts.log.info(`the run is over: ${outcome}${reason ? `: ${reason}` : ''}`);
    this.writeReport();
  }

  /**
   * The run's state for agents.
   * @param base of a run that is in progress.
   * @throws HttpError 503 if the run is over but its report is not written yet.
   */
  public async state(base: string | undefined): Promise<RunState> {
    if (this.isOver && !this.over) await this.wait();
    if (this.over) return { state: 'finished', exitCode: this.over.exitCode, reason: reasonOf(this.over) };
    if (base === undefined || this.isOver) throw new HttpError(503, 'the report of this run is being written');
    return { state: 'running', base, ...(this.drain !== undefined && { drain: this.drain }) };
  }

  /** Resolves when the report is written, or when the server stops. */
  public async written(): Promise<void> {
    await this.writing;
  }

  /** Releases the reserve if needed, since a full claim must not keep the run from ending. */
  private async append(entry: JournalEntry): Promise<void> {
    const { journal, makeRoom } = this.parts;
    try {
      await journal.append(entry);
    } catch {
      await makeRoom();
      await journal.append(entry);
    }
  }

  private async wait(): Promise<void> {
    const { clock, signal } = this.parts;
    const enough = new AbortController();
    const time = clock.sleep(WAIT_MS, AbortSignal.any([signal, enough.signal]));
    await Promise.race([this.writing, time]);
    enough.abort();
  }

  private writeReport(): void {
    this.writing ??= this.tryReport().catch((error: Error) => this.parts.log.error(`no report: ${error.message}`));
  }

  private async tryReport(): Promise<void> {
    const { journal, reports, report } = this.parts;
    const { outcome, reason } = journal.last('finished') ?? { outcome: 'failed' as const };
    const write = async (): Promise<Report> => reports.write(await report(outcome, reason));
    this.over = await untilDone('writing the report', write, this.parts);
  }
}

const reasonOf = ({ outcome, reason }: Report): string => reason ?? `the run is ${outcome}`;
