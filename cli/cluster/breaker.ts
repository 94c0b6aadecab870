import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../runtime/adapters/files/write-file';

/** Failures in a row after which a cluster is left alone. */
const FAILURES = 3;
/** Milliseconds that it is left alone; then one more try decides. */
const OPEN_MS = 60_000;

/** What became of the last tries to reach a cluster. */
interface Tries {
  readonly failures: number;
  /** Milliseconds since 1970 of the last one. */
  readonly at: number;
}

type State = Readonly<Record<string, Tries>>;

/**
 * A circuit breaker for each cluster: one that could not be reached, or was too busy, three times in a row is not asked for a
 * minute. Kept in a file, since each command is a process of its own; without the file all are asked.
 */
export class Breakers {
  private constructor(
    private readonly path: string,
    private state: State,
    private readonly now: () => number,
  ) {}

  /** @param home folder whose `.prodigy` keeps the state. */
  public static async open(home: string, now: () => number = Date.now): Promise<Breakers> {
    const path = join(home, '.prodigy', 'cluster-tries.json');
    return new Breakers(path, await stateAt(path), now);
  }

  /** Why a cluster is not to be asked now; undefined where it may be. */
  public whyNot(cluster: string): string | undefined {
    const { failures, at } = this.state[cluster] ?? { failures: 0, at: 0 };
    const left = at + OPEN_MS - this.now();
    if (failures < FAILURES || left <= 0) return undefined;
    return `it failed ${failures} times in a row: it is asked again in ${Math.ceil(left / 1000)} s`;
  }

  /** Note how a try ended. */
  public note(cluster: string, isReached: boolean): void {
    const failures = (this.state[cluster]?.failures ?? 0) + 1;
    const { [cluster]: _, ...others } = this.state;
    this.state = isReached ? others : { ...others, [cluster]: { failures, at: this.now() } };
  }

  /** Where it cannot be kept, the next command asks once more. */
  public async save(): Promise<void> {
    try {
      await writeWhole(this.path, `${JSON.stringify(this.state)}\n`);
    } catch {
      // a home folder that is read-only is no reason to stop
    }
  }
}

async function stateAt(path: string): Promise<State> {
  try {
    const state: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof state === 'object' && state !== null ? (state as State) : {};
  } catch {
    return {};
  }
}
