import { ITEM_TRAILER, Ref } from '../../../contract/refs';
import { git } from './git';
import { commitNamed } from './standing';

/**
 * The items and commits that a session has on top of the commit that the run started from. Git is the source of truth;
 * its answer is cached for as long as the session moves by merges alone, so that git need not be asked for each.
 */
export class MergedItems {
  private session: string | undefined;
  private items = new Set<string>();
  private commits = new Set<string>();

  public constructor(
    private readonly repository: string,
    /** Commit or ref that the session started from. */
    private readonly base: string = Ref.BASE,
  ) {}

  /** Whether the session's first-parent history contains the merge of an item. */
  public async has(session: string, item: string): Promise<boolean> {
    await this.follow(session);
    return this.items.has(item);
  }

  /** Whether the session contains a commit: the one that the run started from, or a later one. */
  public async holds(session: string, commit: string): Promise<boolean> {
    await this.follow(session);
    return this.commits.has(commit);
  }

  /**
   * Record that the session moved from one commit to the next, which merges an item.
   * @param commits the item's commits. Default: git is asked next time.
   */
  public add(from: string, to: string, item: string, commits?: readonly string[]): void {
    if (this.session !== from || commits === undefined) return;
    this.items.add(item);
    for (const commit of [...commits, to]) this.commits.add(commit);
    this.session = to;
  }

  private async follow(session: string): Promise<void> {
    if (session === this.session) return;
    const [items, commits, base] = await Promise.all([
      this.itemsIn(session),
      this.list('rev-list', `${this.base}..${session}`),
      commitNamed(this.repository, this.base),
    ]);
    this.items = new Set(items);
    this.commits = new Set([...commits, base]);
    this.session = session;
  }

  private itemsIn(session: string): Promise<string[]> {
    const trailers = `--format=%(trailers:key=${ITEM_TRAILER},valueonly)`;
    const search = ['--fixed-strings', `--grep=${ITEM_TRAILER}: `];
    return this.list('log', '--first-parent', '--merges', ...search, trailers, `${this.base}..${session}`);
  }

  private async list(...args: readonly string[]): Promise<string[]> {
    return (await git([...args, '--'], { cwd: this.repository })).split('\n').filter((line) => line !== '');
  }
}
