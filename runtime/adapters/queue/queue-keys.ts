import type { Redis } from 'ioredis';
import { QueueBroken } from '../../ports/work-queue';

/** The Redis types of what BullMQ and we store under a queue's keys; any other key is a job's. */
const TYPES: Readonly<Record<string, string>> = {
  wait: 'list',
  paused: 'list',
  active: 'list',
  completed: 'zset',
  failed: 'zset',
  delayed: 'zset',
  prioritized: 'zset',
  'waiting-children': 'zset',
  marker: 'zset',
  stalled: 'set',
  meta: 'hash',
  events: 'stream',
  id: 'string',
  pc: 'string',
  limiter: 'string',
  'stalled-check': 'string',
  'letter-requests': 'hash',
};

/** How Redis, or one of its scripts, says that a command can never succeed. */
const LASTING = /\b(WRONGTYPE|NOPERM)\b|unknown command/i;

/** The keys of a run's queue, which others may have overwritten with something else. */
export class QueueKeys {
  public constructor(
    private readonly redis: Redis,
    /** Full key of a name in the queue. */
    private readonly toKey: (name: string) => string,
  ) {}

  /**
   * Check that every key of the queue itself, and the lock of every active job, has the expected type.
   * @throws QueueBroken naming one that does not.
   */
  public async check(): Promise<void> {
    await this.typesOf(Object.keys(TYPES));
    await this.locked();
  }

  /**
   * Number of jobs in progress; the lock of a worker that is gone has expired.
   * @throws QueueBroken naming a lock key of another type.
   */
  public async locked(): Promise<number> {
    const active = await this.redis.lrange(this.toKey('active'), 0, -1);
    const types = await this.typesOf(active.map((id) => `${id}:lock`));
    return types.filter((type) => type !== 'none').length;
  }

  /**
   * Cap lifetimes that grew because the clock of Redis was set back: those of the locks of agents that have died, and
   * of BullMQ's pause between its checks for these. A Redis before 7 lacks the option; there they expire when its clock
   * has caught up.
   */
  public async shorten(lockMs: number): Promise<void> {
    const active = await this.redis.lrange(this.toKey('active'), 0, -1);
    const pipeline = this.redis.pipeline().pexpire(this.toKey('stalled-check'), lockMs, 'LT');
    for (const id of active) pipeline.pexpire(this.toKey(`${id}:lock`), lockMs, 'LT');
    await pipeline.exec();
  }

  /**
   * Whether each of these jobs is in the queue.
   * @throws QueueBroken naming one whose key holds something else.
   */
  public async holds(ids: readonly string[]): Promise<boolean[]> {
    return (await this.typesOf(ids)).map((type) => type !== 'none');
  }

  /**
   * The permanent fault behind a failed command; undefined if the command may succeed later.
   * @throws Error if Redis cannot be asked.
   */
  public async faultOf({ message, command }: Error & { readonly command?: Failed }): Promise<QueueBroken | undefined> {
    if (!LASTING.test(message)) return undefined;
    const start = this.toKey('');
    const named = (command?.args ?? []).filter(
      (arg): arg is string => typeof arg === 'string' && arg.startsWith(start),
    );
    try {
      await this.typesOf(named.map((key) => key.slice(start.length)).filter((name) => name !== ''));
      await this.check();
    } catch (error) {
      if (error instanceof QueueBroken) return error;
      if (!LASTING.test((error as Error).message)) throw error;
    }
    return new QueueBroken(`Redis must accept the commands of the work queue, got ${message}`);
  }

  private async typesOf(names: readonly string[]): Promise<string[]> {
    if (names.length === 0) return [];
    const pipeline = this.redis.pipeline();
    for (const name of names) pipeline.type(this.toKey(name));
    const answers = (await pipeline.exec()) ?? [];
    return names.map((name, index) => {
      const [error, type] = answers[index] as [Error | null, string];
      if (error) throw error;
      const wanted = typeFor(name);
      if (type === 'none' || type === wanted) return type;
      throw new QueueBroken(
        `the Redis key '${this.toKey(name)}' must be a ${wanted}, got a ${type}: keep others from writing to the run's queue`,
      );
    });
  }
}

/** The part of a command that ioredis attaches to its error. */
interface Failed {
  readonly args?: readonly unknown[];
}

const typeFor = (name: string): string =>
  (Object.hasOwn(TYPES, name) && TYPES[name]) || (name.endsWith(':lock') ? 'string' : 'hash');
