import type { Redis } from 'ioredis';
import { QueueBroken } from '../../ports/work-queue';

/** What BullMQ and we keep under the keys of a queue, as Redis names the types; any other key is a job's. */
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

/** How Redis says that it will never do what it was asked to, its scripts too. */
const LASTING = /\b(WRONGTYPE|NOPERM)\b|unknown command/i;

/** The keys of a run's queue, which others may have put something else under. */
export class QueueKeys {
  public constructor(
    private readonly redis: Redis,
    /** The key of this name in the queue. */
    private readonly toKey: (name: string) => string,
  ) {}

  /**
   * See that every key of the queue itself, and the lock of every job in hand, is of its type.
   * @throws QueueBroken naming one that is not.
   */
  public async check(): Promise<void> {
    await this.typesOf(Object.keys(TYPES));
    await this.locked();
  }

  /**
   * How many jobs are in hand; the lock of a worker that is gone has ended.
   * @throws QueueBroken naming a lock that is none.
   */
  public async locked(): Promise<number> {
    const active = await this.redis.lrange(this.toKey('active'), 0, -1);
    const types = await this.typesOf(active.map((id) => `${id}:lock`));
    return types.filter((type) => type !== 'none').length;
  }

  /**
   * End what would live longer than it was made for, because the clock of Redis was put back since: the locks of agents
   * that died before, and BullMQ's pause between two looks for these. A Redis before 7 lacks the option, and ends it when
   * that clock has caught up.
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
   * What is wrong for good, given how a command failed; undefined where the command may well succeed later.
   * @throws Error where Redis cannot be asked.
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
    return new QueueBroken(`Redis must take the commands of the work queue, got ${message}`);
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

/** The part of a command that ioredis tells with its failure. */
interface Failed {
  readonly args?: readonly unknown[];
}

const typeFor = (name: string): string =>
  (Object.hasOwn(TYPES, name) && TYPES[name]) || (name.endsWith(':lock') ? 'string' : 'hash');
