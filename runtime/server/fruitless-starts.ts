import { Limit } from '../../contract/limits';
import { Mutex } from '../adapters/mutex';
import type { StateFile } from './state-file';

/** Starts of agents since the last finished step or item. */
export interface Starts {
  /** Uids of the pods that were counted: a pod that asks twice has started once. */
  readonly pods: readonly string[];
  /** Indexes that have started. */
  readonly indexes: readonly number[];
  /** Number of starts of indexes that had started before. */
  readonly repeats: number;
}

export const NO_STARTS: Starts = { pods: [], indexes: [], repeats: 0 };

/** Count a start: the first of each index is normal; another one means a crash, or a lost node. */
export function counted(starts: Starts, index: number, podUid: string): Starts {
  if (starts.pods.includes(podUid)) return starts;
  const pods = [...starts.pods, podUid];
  if (!starts.indexes.includes(index)) return { ...starts, pods, indexes: [...starts.indexes, index] };
  return { ...starts, pods, repeats: starts.repeats + 1 };
}

/**
 * Maximum number of repeated starts: ten, or two per agent if that is more, since a large pool of spot nodes may be
 * reclaimed all at once.
 */
export const allowedRepeats = (agents: number): number => Math.max(Limit.FRUITLESS_STARTS, 2 * agents);

/** Counts starts on the claim, so that a crashing server does not hide crashing agents. */
export class FruitlessStarts {
  private readonly gate = new Mutex();

  private constructor(
    private starts: Starts,
    private readonly file: StateFile<Starts>,
    private readonly agents: number,
  ) {}

  /** @param agents number of agents of the run. */
  public static async open(file: StateFile<Starts>, agents: number): Promise<FruitlessStarts> {
    return new FruitlessStarts((await file.read()) ?? NO_STARTS, file, agents);
  }

  /** Count a start. @returns why the run should be given up, or null. */
  public count(index: number, podUid: string): Promise<string | null> {
    return this.gate.run(async () => {
      await this.store(counted(this.starts, index, podUid));
      return this.exceeded;
    });
  }

  /** Why the run should be given up; null if it should not. */
  public get exceeded(): string | null {
    const { repeats } = this.starts;
    if (repeats < allowedRepeats(this.agents)) return null;
    return `agents started again ${repeats} times with no step or item finished in between: see the log of an agent`;
  }

  /** Reset the count, because a step or item was finished. */
  public reset(): Promise<void> {
    return this.gate.run(() => this.store(NO_STARTS));
  }

  private async store(next: Starts): Promise<void> {
    if (next === this.starts) return;
    await this.file.write(next);
    this.starts = next;
  }
}
