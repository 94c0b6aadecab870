import type { Item, JournalEntry, StampedEntry } from '../../../contract/journal';
import { loadWorkflow } from '../../../language/parse-workflow';
import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import { MemoryQueue } from '../../../runtime/adapters/queue/memory-queue';
import type { Engine } from '../../../runtime/engine/engine';
import { lead } from '../../../runtime/engine/lead';
import { attemptsIn, stateOf } from '../../../runtime/engine/run-state';
import { work } from '../../../runtime/engine/work';
import type { Leadership } from '../../../runtime/ports/election';
import { LeadershipLost } from '../../../runtime/ports/journal';
import type { Processes } from '../../../runtime/ports/processes';
import type { AttemptCheckout, Changes, Checkout, Workspace } from '../../../runtime/ports/workspace';
import { RecordingLog } from '../adapters/log/recording-log';

/** A working tree: the names of its commits in order, and its untracked files. */
interface Tree {
  commits: string[];
  untracked: string[];
}

const commitOf = (tree: Tree): string => `c:${tree.commits.join('/')}`;
const commitsIn = (commit: string): string[] => commit.slice(2).split('/').filter(Boolean);

/** Thrown by every port of a process that was killed. */
export class Killed extends Error {}

/** What outlives a process: the run's repository and journal. */
export class FakeWorld {
  public readonly journal: StampedEntry[] = [];
  public session: string[] = [];
  public setup: Tree | undefined;
  public published: string[] | undefined;
  public readonly snapshots = new Map<string, Tree>();
  /** Items that conflict with what is merged. */
  public readonly conflicts = new Set<string>();
  /** Untracked files do not fit into snapshots. */
  public tooLarge = false;
  /** Untracked files that do not travel to items. */
  public readonly large = new Set<string>();
  /** Other repositories within the session's checkout. */
  public repositories: string[] = [];
  public fencing = 0;
  /** Milliseconds between two looks of the leader at the queue. */
  public pollMs = 1;
  /** Fired by scripts, or by a test: the run is to pause. */
  public draining = new AbortController();
  public readonly log = new RecordingLog();

  public constructor(private readonly workflow: string) {}

  /** One process with one agent: it leads and takes items until the run is over or it is killed. */
  public async process(life: Life = new Life()): Promise<'finished' | 'interrupted' | 'drained'> {
    const engine = this.engine(life);
    const over = new AbortController();
    this.fencing += 1;
    const leadership = { fencing: this.fencing, lost: new AbortController().signal, resign: async () => undefined };
    const working = engine.workflow.mode === 'mapreduce' ? work(engine as never, over.signal) : undefined;
    working?.catch(() => undefined);
    try {
      return await lead(engine, leadership, over.signal);
    } finally {
      over.abort();
      await working?.catch(() => undefined);
    }
  }

  public engine(life: Life): Engine {
    return {
      workflow: loadWorkflow(this.workflow, 'flow.yml'),
      run: { runId: 'demo-1', targetBranch: 'main' },
      processes: this.processes(life),
      workspace: this.workspace(life),
      journal: {
        read: async () => [...this.journal],
        append: life.guarded((entry: JournalEntry, leadership: Leadership) => {
          this.fence(leadership);
          this.journal.push({ at: 0, entry });
        }),
      },
      queue: life.queue(attemptsIn(stateOf(this.journal))),
      clock: systemClock,
      random: () => 0.5,
      log: this.log,
      claudeEnvironment: async () => ({}),
      secretValues: async () => ({}),
      remembered: new Map(),
      draining: this.draining.signal,
      pace: { pollMs: this.pollMs },
    };
  }

  public entries<T extends JournalEntry['type']>(type: T): Extract<JournalEntry, { type: T }>[] {
    return this.journal.map(({ entry }) => entry).filter((entry) => entry.type === type) as never;
  }

  private fence(leadership: Leadership): void {
    if (leadership.fencing < this.fencing) throw new LeadershipLost();
  }

  /**
   * Scripts are lines of `commit NAME`, `untracked NAME`, `need NAME` (an untracked file), `from N` (fails before attempt
   * N), `wait MILLISECONDS`, `drain` (the run is to pause), `fail`, `print
   * TEXT`.
   */
  private processes(life: Life): Processes {
    return {
      run: async ({ program, cwd, env }) => {
        life.check();
        const tree = life.trees.get(cwd)!;
        const script = 'script' in program ? program.script : '';
        const filled = script.replace(/\$\{(PRODIGY_VALUE_\d+)\}/g, (_, name) => env[name] ?? '');
        await systemClock.sleep(Number(/^wait (\d+)$/m.exec(filled)?.[1] ?? 0));
        life.check();
        if (/^drain$/m.test(filled)) this.draining.abort();
        const result = runScript(filled, tree, Number(/-(\d+)$/.exec(cwd)?.[1] ?? 1));
        return { ...result, stderr: '', outcome: 'exited' };
      },
    };
  }

  private checkout(life: Life, path: string, tree: Tree): Checkout {
    life.trees.set(path, tree);
    return {
      path,
      env: {},
      head: async () => commitOf(tree),
      read: async (name) => tree.untracked.find((file) => file.startsWith(`${name}=`))?.slice(name.length + 1) ?? null,
      commit: async (_, { message }) => void tree.commits.push(message),
      squash: async () => undefined,
      changes: async (from) => changesIn(tree, commitsIn(from)),
      folder: async () => path,
      write: async (name, content) => {
        tree.untracked = [...tree.untracked.filter((file) => !file.startsWith(`${name}=`)), `${name}=${content}`];
      },
      remove: async (name) => {
        tree.untracked = tree.untracked.filter((file) => !file.startsWith(`${name}=`));
      },
    };
  }

  private workspace(life: Life): Workspace {
    const treeOf = ({ path }: Checkout): Tree => life.trees.get(path)!;
    return {
      openSession: life.guarded((checkpoint: string | null) => {
        const tree = checkpoint === null ? { commits: this.session, untracked: [] } : this.snapshots.get(checkpoint)!;
        return this.checkout(life, '/session', structuredClone(tree));
      }),
      refreshSession: life.guarded((session: Checkout) => {
        treeOf(session).commits = [...this.session];
      }),
      saveSession: life.guarded((session: Checkout, leadership: Leadership) => {
        this.fence(leadership);
        const checkpoint = `s${this.snapshots.size}`;
        this.snapshots.set(checkpoint, structuredClone(treeOf(session)));
        return { head: commitOf(treeOf(session)), checkpoint: this.tooLarge ? null : checkpoint };
      }),
      advanceSession: life.guarded((head: string, leadership: Leadership) => {
        this.fence(leadership);
        this.session = commitsIn(head);
      }),
      saveSetup: life.guarded((session: Checkout, leadership: Leadership) => {
        this.fence(leadership);
        const { commits, untracked } = structuredClone(treeOf(session));
        this.setup = { commits, untracked: untracked.filter((file) => !this.large.has(file)) };
        const checkpoint = `s${this.snapshots.size}`;
        this.snapshots.set(checkpoint, this.setup);
        const tooLarge = untracked.filter((file) => this.large.has(file)).map((path) => ({ path, bytes: 60_000_000 }));
        return { checkpoint, tooLarge, repositories: this.repositories };
      }),
      base: async () => commitOf({ commits: [], untracked: [] }),
      openAttempt: life.guarded((item: string, attempt: number) => this.attempt(life, item, attempt)),
      merge: life.guarded(({ item, commit }: { item: string; commit: string }, leadership: Leadership) => {
        this.fence(leadership);
        if (this.conflicts.has(item)) return { merged: false as const, conflicts: ['README.md', 'a.txt'] };
        const added = commitsIn(commit).slice(this.setup?.commits.length ?? 0);
        if (!this.session.includes(`merge-${item}`)) this.session = [...this.session, ...added, `merge-${item}`];
        return { merged: true as const, session: commitOf({ commits: this.session, untracked: [] }) };
      }),
      openConflict: async () => {
        throw new Error('nobody is there to merge by judgement');
      },
      openMerge: life.guarded((session: Checkout, target: string) => {
        treeOf(session).commits = [...this.session];
        return { source: 'source', target };
      }),
      saveMerge: life.guarded((session: Checkout) => commitOf(treeOf(session))),
      publish: life.guarded((commit: string | undefined, leadership: Leadership) => {
        this.fence(leadership);
        this.published = commit === undefined ? this.session : commitsIn(commit);
        return { published: true as const, branch: 'prodigy/demo-1', commit: 'published' };
      }),
    };
  }

  private attempt(life: Life, item: string, attempt: number): AttemptCheckout {
    const tree = structuredClone(this.setup ?? { commits: [], untracked: [] });
    const start = commitOf(tree);
    const submit = life.guarded(() => (commitOf(tree) === start ? null : commitOf(tree)));
    return { ...this.checkout(life, `/${item}-${attempt}`, tree), start, submit, close: async () => undefined };
  }
}

/** A process that can be killed at its n-th moment: before or after what a call of a port does. */
export class Life {
  public readonly trees = new Map<string, Tree>();
  public dead = false;
  private moments = 0;

  public constructor(private readonly killAt = Number.POSITIVE_INFINITY) {}

  public check(): void {
    if (this.dead) throw new Killed();
  }

  /** Leader and worker die together. */
  public queue(attempts: Map<string, number>): MemoryQueue {
    const queue = new MemoryQueue(attempts);
    const finished = queue.finished.bind(queue);
    queue.finished = async (cursor) => {
      this.check();
      return finished(cursor);
    };
    return queue;
  }

  public guarded<A extends unknown[], R>(effect: (...args: A) => R): (...args: A) => Promise<R> {
    return async (...args) => {
      this.moment();
      const result = effect(...args);
      this.moment();
      return result;
    };
  }

  private moment(): void {
    this.check();
    this.moments += 1;
    if (this.moments === this.killAt) {
      this.dead = true;
      throw new Killed();
    }
  }
}

/** Each commit adds a file of its name. */
function changesIn({ commits, untracked }: Tree, from: readonly string[]): Changes {
  const own = commits.slice(from.length);
  const author = { name: 'Someone', email: 'someone@example.com' };
  return {
    commits: own.map((name) => ({ id: name, shortId: name, author, message: name })),
    added: [...own, ...untracked],
    modified: [],
    deleted: [],
    insertions: own.length,
    deletions: 0,
  };
}

function runScript(script: string, tree: Tree, attempt: number): { exitCode: number; stdout: string } {
  let stdout = '';
  for (const line of script.split('\n').filter(Boolean)) {
    const [verb, ...words] = line.split(' ');
    const text = words.join(' ');
    if (verb === 'drain') continue;
    if (verb === 'commit') tree.commits.push(text);
    else if (verb === 'untracked') tree.untracked.push(text);
    else if (verb === 'print') stdout += `${text}\n`;
    else if (verb === 'from' && attempt >= Number(text)) continue;
    else if (
      verb === 'need' ? !tree.untracked.some((file) => file.startsWith(text)) : verb === 'fail' || verb === 'from'
    )
      return { exitCode: 1, stdout: `${stdout}${line}\n` };
  }
  return { exitCode: 0, stdout };
}

export const itemIds = (items: readonly Item[]): string[] => items.map(({ id }) => id);
