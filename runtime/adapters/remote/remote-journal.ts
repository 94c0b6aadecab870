import type { JournalEntry, StampedEntry } from '../../../contract/journal';
import { type JournalAnswer, Route } from '../../../contract/workspace-api';
import type { Leadership } from '../../ports/election';
import type { Journal } from '../../ports/journal';
import { fencedCall, orLost } from './fenced-call';
import type { WorkspaceClient } from './workspace-client';

/** The run's journal on the workspace server. */
export class RemoteJournal implements Journal {
  public constructor(private readonly client: WorkspaceClient) {}

  public async read(): Promise<readonly StampedEntry[]> {
    return (await orLost(this.client.call<JournalAnswer>({ method: 'GET', route: Route.JOURNAL }))).entries;
  }

  /** The answer to the last entry also confirms that the report was written. */
  public async append(entry: JournalEntry, leadership: Leadership): Promise<void> {
    await fencedCall(this.client, leadership, { method: 'POST', route: Route.JOURNAL, body: entry });
  }
}
