import type { MergeAnswer, PublicationAnswer } from '../../contract/workspace-api';
import type { Leadership } from './election';

/** The run's repository, and checkouts of it on this machine. Leader-only calls may reject with `LeadershipLost`. */
export interface Workspace {
  /** The leader's checkout: at `checkpoint` with its untracked files if given, otherwise at the session's commit. */
  openSession(checkpoint: string | null, leadership: Leadership): Promise<Checkout>;
  /** Move the session's checkout to the session's commit (items were merged meanwhile), keeping untracked files. */
  refreshSession(session: Checkout, leadership: Leadership): Promise<void>;
  /**
   * Save the session checkout's commit and a snapshot of all its files; the session itself does not move, so that a
   * step that was not recorded leaves no trace.
   */
  saveSession(session: Checkout, leadership: Leadership): Promise<SavedSession>;
  /**
   * Move the session to a saved commit.
   * @throws HistoryRewritten if that does not contain the session's commits.
   */
  advanceSession(head: string, leadership: Leadership): Promise<void>;
  /**
   * Save a snapshot of the session checkout for items to start from. If untracked files exceed the limit, the largest
   * of those that git ignores are left out.
   * @throws SnapshotTooLarge if the others alone exceed it.
   */
  saveSetup(session: Checkout, leadership: Leadership): Promise<SavedSetup>;
  /** Commit that the run started from. */
  base(): Promise<string>;
  /** A fresh checkout for one attempt at an item. */
  openAttempt(item: string, attempt: number): Promise<AttemptCheckout>;
  /**
   * Merge a submitted attempt into the session, once per item.
   * @throws ItemFailed if the run does not know the attempt's commit, or it does not build on the run's.
   */
  merge(request: AttemptResult, leadership: Leadership): Promise<MergeAnswer>;
  /** A fresh checkout of the session for merging a conflicting attempt in it. */
  openConflict(request: AttemptResult, leadership: Leadership): Promise<ConflictCheckout>;
  /** Create the two branches that merge steps refer to in the session checkout. */
  openMerge(session: Checkout, targetBranch: string, leadership: Leadership): Promise<MergeBranches>;
  /** Save the result of merge steps: the target branch if they moved it, otherwise HEAD. */
  saveMerge(session: Checkout, branches: MergeBranches, leadership: Leadership): Promise<string>;
  /** Publish a commit, by default the session's: push `prodigy/{id}` to origin, or create that branch here. */
  publish(commit: string | undefined, leadership: Leadership): Promise<PublicationAnswer>;
}

export interface SavedSession {
  /** Commit of HEAD. */
  readonly head: string;
  /** Snapshot for the next leader to start from; null if untracked files exceed its limit. */
  readonly checkpoint: string | null;
}

export interface SavedSetup {
  /** Commit of the snapshot. */
  readonly checkpoint: string;
  /** Untracked paths that were left out so that the rest fits, largest first. */
  readonly tooLarge: readonly SizedPath[];
  /** Nested repositories, which are included without their `.git`; with a trailing slash. */
  readonly repositories: readonly string[];
}

/** A file, or a folder with everything in it. */
export interface SizedPath {
  /** Relative to the top of the checkout; for a folder with a trailing slash. */
  readonly path: string;
  readonly bytes: number;
}

export interface MergeBranches {
  /** Checked out, at the session's commit. */
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

/** Commits and changed files since some point. */
export interface Changes {
  /** Oldest first. */
  readonly commits: readonly Commit[];
  /** Paths relative to the top of the checkout, sorted by name; likewise the following. */
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  /** Number of new lines of text; a changed line counts as one deletion and one insertion. */
  readonly insertions: number;
  readonly deletions: number;
}

export interface Commit {
  readonly id: string;
  /** As short as is unambiguous in the repository. */
  readonly shortId: string;
  readonly author: { readonly name: string; readonly email: string };
  /** The complete message without trailing line ends. */
  readonly message: string;
}

/** A commit to make. */
export interface CommitRequest {
  readonly message: string;
  /** Default: the run's own identity, which is the committer in any case. */
  readonly author?: { readonly name: string; readonly email: string };
  /** Sign it with the key from git's configuration. */
  readonly sign: boolean;
}

export interface WriteOptions {
  /** Permissions. Default: `0o644`. */
  readonly mode?: number;
  /** Create missing folders. Default: false. */
  readonly createDirs?: boolean;
}

/** A working tree. */
export interface Checkout {
  /** Absolute path. */
  readonly path: string;
  /** Environment that git needs in this checkout (identity), also for steps. */
  readonly env: Readonly<Record<string, string>>;
  /** Commit of HEAD. @throws CheckoutBroken */
  head(): Promise<string>;
  /**
   * The commits after `from`, and how the files of HEAD, or of the working tree, differ from that commit. Files that
   * git ignores, and those that setup passed on to an attempt, do not count.
   * @throws CheckoutBroken; Error if git fails.
   */
  changes(from: string, until: 'head' | 'worktree'): Promise<Changes>;
  /**
   * Commit the current state of files, by paths relative to the top of the checkout; no hooks run.
   * @throws CheckoutBroken; Error if git fails.
   */
  commit(files: readonly string[], request: CommitRequest): Promise<void>;
  /**
   * Squash all commits after `from` into one; the files stay as they are.
   * @throws CheckoutBroken; Error if git fails.
   */
  squash(from: string, request: CommitRequest): Promise<void>;
  /** Text of a file, by its path in the checkout; null if there is no such file, or it is outside the checkout. */
  read(path: string): Promise<string | null>;
  /** Absolute path of a folder in the checkout; null if there is none, or it is outside. */
  folder(path: string): Promise<string | null>;
  /**
   * Write a file of the checkout, replacing an existing one.
   * @throws Error if the path leads out of the checkout or into `.git`, also by a link, or its folder is missing.
   */
  write(path: string, content: string, options?: WriteOptions): Promise<void>;
  /** Remove a file of the checkout if it exists; nothing outside of the checkout or in `.git` is removed. */
  remove(path: string): Promise<void>;
}

/** The checkout of one attempt, on its own branch. */
export interface AttemptCheckout extends Checkout {
  /** Commit that the attempt started from. */
  readonly start: string;
  /** Submit the attempt's commits to the run; null if HEAD did not move. */
  submit(): Promise<string | null>;
  /** Remove the checkout. */
  close(): Promise<void>;
}

/** A checkout for merging a conflicting attempt into the session. */
export interface ConflictCheckout extends Checkout {
  /** Branch of the attempt's commits. */
  readonly branch: string;
  /**
   * Make HEAD the session's merge of the item.
   * @param conflicts paths that conflicted.
   * @returns why HEAD is not such a merge; undefined if the session was moved to it.
   */
  keep(conflicts: readonly string[]): Promise<string | undefined>;
  /** Remove the checkout. */
  close(): Promise<void>;
}

/** Setup left more untracked files that git does not ignore than fit in a snapshot: the run cannot go on. */
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

/** A step dropped commits that the session already contains: the run cannot go on. */
export class HistoryRewritten extends Error {
  public constructor(head: string, session: string) {
    super(
      `steps must add to the commits of the run, got ${head}, which does not hold ${session}: ` +
        'commit on top of what is there, without amend, rebase or reset',
    );
    this.name = 'HistoryRewritten';
  }
}

/** A submodule is not available, or a step did something with one that the run cannot save. */
export class SubmoduleUnusable extends Error {
  public constructor(path: string, rule: string) {
    super(`submodule ${JSON.stringify(path)} ${rule}`);
    this.name = 'SubmoduleUnusable';
  }
}

/** A step detached the checkout from the run's repository: it removed `.git`, or made a repository of its own. */
export class CheckoutBroken extends Error {
  public constructor() {
    super("a step's folder must stay a worktree of the run's repository: leave '.git' as it is");
    this.name = 'CheckoutBroken';
  }
}

/** The run's workspace stayed unreachable for as long as an agent waits: it gives up. */
export class WorkspaceUnreachable extends Error {
  public constructor(reason: string) {
    super(`the workspace server cannot be reached: ${reason}`);
    this.name = 'WorkspaceUnreachable';
  }
}
