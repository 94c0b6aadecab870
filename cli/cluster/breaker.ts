import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../runtime/adapters/files/write-file';

/** Consecutive failures after which a cluster is skipped. */
const FAILURES = 3;
/** Milliseconds that it is skipped; then one more attempt decides. */
const OPEN_MS = 60_000;

/** Result of the last attempts to reach a cluster. */
interface Tries {
  readonly failures: number;
  /** Time of the last one, in milliseconds since 1970. */
  readonly at: number;
}

type State = Readonly<Record<string, Tries>>;

/**
 * A circuit breaker per cluster: one that was unreachable or too busy three times in a row is skipped for a minute.
 * Kept in a file, since each command is a separate process; without the file, no cluster is skipped.
 */
export class Breakers {
  private constructor(
    private readonly path: string,
    private state: State,
    private readonly now: () => number,
  ) {}

  /** @param home folder whose `.prodigy` holds the state. */
  public static async open(home: string, now: () => number = Date.now): Promise<Breakers> {
    const path = join(home, '.prodigy', 'cluster-tries.json');
    return new Breakers(path, await stateAt(path), now);
  }

  /** Why a cluster is skipped now; undefined if it is not. */
  public whyNot(cluster: string): string | undefined {
    const { failures, at } = this.state[cluster] ?? { failures: 0, at: 0 };
    const left = at + OPEN_MS - this.now();
    if (failures < FAILURES || left <= 0) return undefined;
    return `it failed ${failures} times in a row: it is asked again in ${Math.ceil(left / 1000)} s`;
  }

  /** Record the result of an attempt. */
  public note(cluster: string, isReached: boolean): void {
    const failures = (this.state[cluster]?.failures ?? 0) + 1;
    const { [cluster]: _, ...others } = this.state;
    this.state = isReached ? others : { ...others, [cluster]: { failures, at: this.now() } };
  }

  /** If the state cannot be saved, the next command tries again. */
  public async save(): Promise<void> {
    try {
      await writeWhole(this.path, `${JSON.stringify(this.state)}\n`);
    } catch {
      // a read-only home folder is no reason to stop
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
