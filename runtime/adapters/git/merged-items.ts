import { ITEM_TRAILER, Ref } from '../../../contract/refs';
import { git } from './git';

/**
 * The items that a session holds: git is the truth about that. What it said is kept for as long as the session moves by
 * merges alone, so that it need not read the whole line of history for each.
 */
export class MergedItems {
  private session: string | undefined;
  private items = new Set<string>();

  public constructor(
    private readonly repository: string,
    /** Commit or ref that the session started from. */
    private readonly base: string = Ref.BASE,
  ) {}

  /** Whether the session's own line of history holds the merge of an item. */
  public async has(session: string, item: string): Promise<boolean> {
    if (session !== this.session) {
      this.items = new Set(await this.itemsIn(session));
      this.session = session;
    }
    return this.items.has(item);
  }

  /** The session moved from one commit to the next, which merges an item. */
  public add(from: string, to: string, item: string): void {
    if (this.session !== from) return;
    this.items.add(item);
    this.session = to;
  }

  private async itemsIn(session: string): Promise<string[]> {
    const trailers = `--format=%(trailers:key=${ITEM_TRAILER},valueonly)`;
    const search = ['--fixed-strings', `--grep=${ITEM_TRAILER}: `];
    const args = ['log', '--first-parent', '--merges', ...search, trailers, `${this.base}..${session}`, '--'];
    return (await git(args, { cwd: this.repository })).split('\n').filter((line) => line !== '');
  }
}
