import type { MergeAnswer, PublicationAnswer } from '../../contract/workspace-api';
import type { Leadership } from './election';

/** The run's repository, and checkouts of it on this machine. Every call of a leader rejects with `LeadershipLost`. */
export interface Workspace {
  /**
   * The leader's checkout: at `checkpoint` with its untracked files where one is given, else at the session's commit.
   */
  openSession(checkpoint: string | null, leadership: Leadership): Promise<Checkout>;
  /** Move the session's checkout to the session's commit (items were merged meanwhile), keeping untracked files. */
  refreshSession(session: Checkout, leadership: Leadership): Promise<void>;
  /**
   * Keep the session checkout's commit and a snapshot of all its files; the session itself does not move, so that a
   * step that was not recorded leaves no trace.
   */
  saveSession(session: Checkout, leadership: Leadership): Promise<SavedSession>;
  /**
   * Make a saved commit the session's.
   * @throws HistoryRewritten where it does not hold what the session holds.
   */
  advanceSession(head: string, leadership: Leadership): Promise<void>;
  /**
   * Keep the session checkout's snapshot as what items start from. Where untracked files exceed the limit, the largest
   * of those that git ignores are left out.
   * @throws SnapshotTooLarge where the others alone exceed it.
   */
  saveSetup(session: Checkout, leadership: Leadership): Promise<SavedSetup>;
  /** Commit that the run started from. */
  base(): Promise<string>;
  /** A fresh checkout for one attempt at an item. */
  openAttempt(item: string, attempt: number): Promise<AttemptCheckout>;
  /**
   * Merge a submitted attempt into the session, once per item.
   * @throws ItemFailed where the run does not know the attempt's commit, or it does not build on the run's.
   */
  merge(request: AttemptResult, leadership: Leadership): Promise<MergeAnswer>;
  /** A fresh checkout of the session, in which an attempt that conflicts with it can be merged by judgement. */
  openConflict(request: AttemptResult, leadership: Leadership): Promise<ConflictCheckout>;
  /** Give the session checkout the two branches that merge steps speak of. */
  openMerge(session: Checkout, targetBranch: string, leadership: Leadership): Promise<MergeBranches>;
  /** Keep what merge steps made: the target branch where they moved it, else HEAD. */
  saveMerge(session: Checkout, branches: MergeBranches, leadership: Leadership): Promise<string>;
  /** Hand a commit over, the session's if none is named: push `prodigy/{id}` to origin, or make that branch here. */
  publish(commit: string | undefined, leadership: Leadership): Promise<PublicationAnswer>;
}

export interface SavedSession {
  /** Commit of HEAD. */
  readonly head: string;
  /** Snapshot that a next leader starts from; null where untracked files exceed its limit. */
  readonly checkpoint: string | null;
}

export interface SavedSetup {
  /** Snapshot. */
  readonly checkpoint: string;
  /** Untracked paths that it lacks, for the others to fit; the largest first. */
  readonly tooLarge: readonly SizedPath[];
  /** Other repositories within the checkout, which it holds without their `.git`; with a final slash. */
  readonly repositories: readonly string[];
}

/** A file, or a folder with all that lies in it. */
export interface SizedPath {
  /** From the top of the checkout; a folder's ends with a slash. */
  readonly path: string;
  readonly bytes: number;
}

export interface MergeBranches {
  /** Checked out; at the session's commit. */
  readonly source: string;
  /** At the commit that the run started from. */
  readonly target: string;
}

export interface AttemptResult {
  readonly item: string;
  readonly attempt: number;
  readonly commit: string;
  readonly durationMs: number;
}

/** What git knows of a stretch of work. */
export interface Changes {
  /** The oldest first. */
  readonly commits: readonly Commit[];
  /** Paths from the top of the checkout, in the order of their names, as all that follow. */
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  /** Lines of text that are new; a changed line is one deleted and one inserted. */
  readonly insertions: number;
  readonly deletions: number;
}

export interface Commit {
  readonly id: string;
  /** As short as the repository allows. */
  readonly shortId: string;
  readonly author: { readonly name: string; readonly email: string };
  /** The whole of it, without its last line ends. */
  readonly message: string;
}

/** A commit to be made. */
export interface CommitRequest {
  readonly message: string;
  /** Default: the run's own identity, which commits in any case. */
  readonly author?: { readonly name: string; readonly email: string };
  /** Sign it with the key that git is configured with. */
  readonly sign: boolean;
}

export interface WriteOptions {
  /** Permissions. Default: `0o644`. */
  readonly mode?: number;
  /** Make the folders that are missing. Default: false. */
  readonly createDirs?: boolean;
}

/** A working tree. */
export interface Checkout {
  /** Absolute path. */
  readonly path: string;
  /** Environment that git needs in this checkout (identity), for steps too. */
  readonly env: Readonly<Record<string, string>>;
  /** Commit of HEAD. @throws CheckoutBroken */
  head(): Promise<string>;
  /**
   * The commits after `from`, and how the files of HEAD, or of the working tree, differ from that commit's. Files that
   * git ignores, and those that setup left to an attempt, do not count.
   * @throws CheckoutBroken; Error where git cannot tell.
   */
  changes(from: string, until: 'head' | 'worktree'): Promise<Changes>;
  /**
   * Commit the present state of files, by their paths from the top of the checkout; no hook runs.
   * @throws CheckoutBroken; Error where git cannot.
   */
  commit(files: readonly string[], request: CommitRequest): Promise<void>;
  /**
   * Make one commit of all commits after `from`; the files stay as they are.
   * @throws CheckoutBroken; Error where git cannot.
   */
  squash(from: string, request: CommitRequest): Promise<void>;
  /** Text of a file, by its path in the checkout; null where there is no such file, or outside the checkout. */
  read(path: string): Promise<string | null>;
  /** Absolute path of a folder in the checkout; null where there is none, or it is outside. */
  folder(path: string): Promise<string | null>;
  /**
   * Write a file of the checkout, replacing what is there.
   * @throws Error where the path leads out of the checkout or into `.git`, also by a link, or its folder is missing.
   */
  write(path: string, content: string, options?: WriteOptions): Promise<void>;
  /** Remove a file of the checkout, where there is one; what lies outside of it or in `.git` stays. */
  remove(path: string): Promise<void>;
}

/** The checkout of one attempt, on its own branch. */
export interface AttemptCheckout extends Checkout {
  /** Commit that the attempt started from. */
  readonly start: string;
  /** Make the attempt's commits known to the run; null where HEAD did not move. */
  submit(): Promise<string | null>;
  /** Remove the checkout. */
  close(): Promise<void>;
}

/** A checkout in which somebody merges an attempt into the session. */
export interface ConflictCheckout extends Checkout {
  /** Branch of the attempt's commits. */
  readonly branch: string;
  /**
   * Make what HEAD holds now the session's merge of the item.
   * @param conflicts paths where the two sides did not fit together.
   * @returns why HEAD is no such merge; undefined where it was made the session's.
   */
  keep(conflicts: readonly string[]): Promise<string | undefined>;
  /** Remove the checkout. */
  close(): Promise<void>;
}

/** Setup left more files than travel to agents, of those that git does not ignore: the run cannot go on. */
export class SnapshotTooLarge extends Error {
  public constructor(bytes: number, limit: number, largest: SizedPath) {
    super(
      `files after setup that git neither tracks nor ignores must not exceed ${limit} bytes, got ${bytes}, ` +
        `${largest.bytes} of them in ${JSON.stringify(largest.path)}: ` +
        "commit what items need, and delete what they do not, or name it in '.gitignore'",
    );
    this.name = 'SnapshotTooLarge';
  }
}

/** A step took commits away that the session holds already: the run cannot go on. */
export class HistoryRewritten extends Error {
  public constructor(head: string, session: string) {
    super(
      `steps must add to the commits of the run, got ${head}, which does not hold ${session}: ` +
        'commit on top of what is there, without amend, rebase or reset',
    );
    this.name = 'HistoryRewritten';
  }
}

/** A submodule cannot be had, or a step did with one what the run cannot keep. */
export class SubmoduleUnusable extends Error {
  public constructor(path: string, rule: string) {
    super(`submodule ${JSON.stringify(path)} ${rule}`);
    this.name = 'SubmoduleUnusable';
  }
}

/** A step took the checkout out of the run's repository: it removed `.git`, or began a repository of its own. */
export class CheckoutBroken extends Error {
  public constructor() {
    super("a step's folder must stay a worktree of the run's repository: leave '.git' as it is");
    this.name = 'CheckoutBroken';
  }
}

/** The run's workspace could not be reached for as long as an agent waits: it gives up. */
export class WorkspaceUnreachable extends Error {
  public constructor(reason: string) {
    super(`the workspace server cannot be reached: ${reason}`);
    this.name = 'WorkspaceUnreachable';
  }
}
