import type { ErrorCollection } from '../../../language/workflow';
import type { Log } from '../../ports/log';

/** Maximum number of failures listed in one message; the report has the rest. */
const MOST = 100;

interface Notice {
  readonly item: string;
  readonly reason: string;
}

/** Reports failed items as `error_collection` says: one by one, in batches, or all at the end. */
export class FailureNotices {
  private untold: Notice[] = [];

  public constructor(
    private readonly collection: ErrorCollection,
    private readonly log: Log,
  ) {}

  /** @param log has the item and attempt as fields. */
  public add(item: string, reason: string, log: Log): void {
    if (this.collection === 'immediate') log.warn(`${item} failed: ${reason}`);
    else this.collect({ item, reason }, log);
  }

  /** Report the rest. */
  public tell(): void {
    const { untold } = this;
    if (untold.length === 0) return;
    this.untold = [];
    const lines = untold.slice(0, MOST).map(({ item, reason }) => `${item}: ${reason}`);
    if (untold.length > MOST) lines.push(`… and ${untold.length - MOST} more`);
    this.log.warn(`${untold.length} ${untold.length === 1 ? 'item' : 'items'} failed:\n${lines.join('\n')}`);
  }

  private collect(notice: Notice, log: Log): void {
    this.untold.push(notice);
    log.info(`${notice.item} failed`);
    if (typeof this.collection === 'object' && this.untold.length >= this.collection.batchSize) this.tell();
  }
}
