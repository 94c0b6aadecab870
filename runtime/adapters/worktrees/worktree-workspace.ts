import { Limit } from '../../../contract/limits';
import { Ref } from '../../../contract/refs';
import type { MergeAnswer, PublicationAnswer } from '../../../contract/workspace-api';
import type { Leadership } from '../../ports/election';
import {
  type AttemptCheckout,
  type AttemptResult,
  type Checkout,
  type ConflictCheckout,
  HistoryRewritten,
  type MergeBranches,
  type SavedSession,
  type SavedSetup,
  SubmoduleUnusable,
  type Workspace,
} from '../../ports/workspace';
import { git } from '../git/git';
import { isAncestor } from '../git/session';
import { restoreSnapshot, saveSnapshot } from '../git/snapshot';
import type { Submodules } from '../submodules/submodules';
import { ConflictWorktree } from './conflict-worktree';
import type { RunRepository } from './run-repository';
import { laySetupFiles } from './setup-files';
import { Worktree } from './worktree';
import type { Worktrees } from './worktrees';

const SESSION = 'session';

/** Items get setup's commits and the files outside submodules. */
const LEFT_BY_SETUP =
  'must be clean after setup, got changes or files of its own, which do not travel to items: ' +
  'put what items need beside it, and commit a new pin';

/** Checkouts as git worktrees: of the run's repository itself, or of a clone of it. */
export class WorktreeWorkspace implements Workspace {
  public constructor(
    private readonly runId: string,
    private readonly repository: RunRepository,
    private readonly worktrees: Worktrees,
    /** Default: submodule folders stay empty. */
    private readonly submodules?: Submodules,
  ) {}

  public async openSession(checkpoint: string | null): Promise<Checkout> {
    if (checkpoint !== null) await this.repository.bring(checkpoint);
    const start = checkpoint === null ? await this.repository.session() : `${checkpoint}^1`;
    const session = await this.worktrees.add(SESSION, this.branch(SESSION), start);
    if (checkpoint !== null) await restoreSnapshot(session.path, checkpoint);
    await this.submodules?.lay(session.path, checkpoint ?? start);
    return session;
  }

  public async refreshSession(session: Checkout): Promise<void> {
    const commit = await this.repository.session();
    const reset = (how: string): Promise<string> => git(['reset', '--quiet', how, commit], { cwd: session.path });
    const before = await session.head();
    await reset('--keep').catch(() => reset('--hard'));
    await this.submodules?.lay(session.path, commit, before);
  }

  public async saveSession(session: Checkout, leadership: Leadership): Promise<SavedSession> {
    const head = await session.head();
    await this.submodules?.check(head);
    const { commit, complete } = await saveSnapshot(session.path, { limitBytes: Limit.SNAPSHOT_BYTES });
    await this.repository.setRef(Ref.CHECKPOINT, commit, leadership);
    const whole = complete && (await this.submodules?.changed(session.path, head)) === undefined;
    return { head, checkpoint: whole ? commit : null };
  }

  public async advanceSession(head: string, leadership: Leadership): Promise<void> {
    await this.repository.bring(head);
    const session = await this.repository.session();
    if (!(await isAncestor(this.worktrees.repository, session, head))) throw new HistoryRewritten(head, session);
    await this.repository.setRef(Ref.SESSION, head, leadership);
  }

  public async saveSetup(session: Checkout, leadership: Leadership): Promise<SavedSetup> {
    const changed = await this.submodules?.changed(session.path, await session.head());
    if (changed !== undefined) throw new SubmoduleUnusable(changed, LEFT_BY_SETUP);
    const saved = await saveSnapshot(session.path, { limitBytes: Limit.SNAPSHOT_BYTES, fit: true });
    await this.repository.setRef(Ref.SETUP, saved.commit, leadership);
    return { checkpoint: saved.commit, tooLarge: saved.tooLarge, repositories: saved.repositories };
  }

  public base(): Promise<string> {
    return this.repository.base();
  }

  public async openAttempt(item: string, attempt: number): Promise<AttemptCheckout> {
    const { ref, start, setup } = await this.repository.openAttempt(item, attempt);
    const name = `${item}-${attempt}`;
    const { path } = await this.worktrees.add(`items/${name}`, this.branch(name), start);
    await this.submodules?.lay(path, start);
    if (setup !== null) await laySetupFiles(path, setup);
    const submit = async (commit: string): Promise<void> => {
      await this.submodules?.check(commit);
      await this.repository.submit(ref, commit);
    };
    return new AttemptWorktree(path, this.worktrees.repository, start, submit, () => this.close(`items/${name}`));
  }

  public merge(request: AttemptResult, leadership: Leadership): Promise<MergeAnswer> {
    return this.repository.merge(request, leadership);
  }

  public async openConflict(request: AttemptResult, leadership: Leadership): Promise<ConflictCheckout> {
    const { item, attempt, commit } = request;
    const { repository } = this.worktrees;
    const session = await this.repository.session();
    await this.repository.bring(commit);
    const branch = this.branch(`${item}-${attempt}`);
    await git(['branch', '--force', '--no-track', branch, commit], { cwd: repository });
    const name = `conflicts/${item}-${attempt}`;
    const { path } = await this.worktrees.add(name, this.branch(`conflict-${item}-${attempt}`), session);
    await this.submodules?.lay(path, session);
    const close = (): Promise<void> => this.close(name);
    const parts = { repository: this.repository, submodules: this.submodules, request, session, branch, leadership };
    return new ConflictWorktree({ ...parts, path, clone: repository, close });
  }

  public async openMerge(session: Checkout, targetBranch: string): Promise<MergeBranches> {
    await this.refreshSession(session);
    const base = await this.repository.base();
    await git(['branch', '--force', '--no-track', targetBranch, base], { cwd: session.path });
    return { source: this.branch(SESSION), target: targetBranch };
  }

  public async saveMerge(session: Checkout, { target }: MergeBranches, leadership: Leadership): Promise<string> {
    const list = ['for-each-ref', '--format=%(objectname)', `refs/heads/${target}`];
    const ofTarget = await git(list, { cwd: session.path });
    const moved = ofTarget !== '' && ofTarget !== (await this.repository.base());
    const commit = moved ? ofTarget : await session.head();
    await this.submodules?.check(commit);
    await this.repository.setRef(Ref.RESULT, commit, leadership);
    return commit;
  }

  public publish(commit: string | undefined, leadership: Leadership): Promise<PublicationAnswer> {
    return this.repository.publish(commit, leadership);
  }

  private async close(name: string): Promise<void> {
    await this.worktrees.remove(name);
    await this.submodules?.forget();
  }

  /** Branches on this machine, outside the names that runs publish. */
  private branch(name: string): string {
    return `prodigy-${name}-${this.runId}`;
  }
}

class AttemptWorktree extends Worktree implements AttemptCheckout {
  public constructor(
    path: string,
    repository: string,
    public readonly start: string,
    private readonly keep: (commit: string) => Promise<void>,
    public readonly close: () => Promise<void>,
  ) {
    super(path, repository);
  }

  public async submit(): Promise<string | null> {
    const head = await this.head();
    if (head === this.start) return null;
    await this.keep(head);
    return head;
  }
}
