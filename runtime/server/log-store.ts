import { mkdir, readdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LogAnswer, type LogBatch, LogLimit } from '../../contract/agent-log';
import type { Caller } from './caller';
import { HttpError } from './http-error';
import { KeptLog, OLDER } from './kept-log';

/** Milliseconds to wait for logs of agents that may still send something. */
const HEARD_MS = 30_000;

export interface LogStoreOptions {
  /** Folder on the claim. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Maximum size of one log, in bytes. Default: {@link LogLimit.AGENT_BYTES}. */
  readonly agentBytes?: number;
  /** Maximum total size in bytes. Default: {@link LogLimit.CLAIM_SHARE} of the claim. */
  readonly allBytes?: number;
}

interface Entry {
  readonly log: KeptLog;
  heardAt: number;
}

/** The logs of all agents on the claim. If they take too much space, the least recently written ones are shortened. */
export class LogStore {
  /** Ordered by last write, most recent last. */
  private readonly logs = new Map<string, Entry>();

  private constructor(
    private readonly options: LogStoreOptions,
    private readonly allBytes: number,
  ) {}

  /** Continue the logs of an earlier server process. */
  public static async open(options: LogStoreOptions): Promise<LogStore> {
    const { folder, allBytes } = options;
    const { blocks, bsize } = await statfs(dirname(folder));
    const store = new LogStore(options, allBytes ?? blocks * bsize * LogLimit.CLAIM_SHARE);
    const names = await readdir(folder).catch(() => []);
    for (const name of new Set(names.map(newerHalf).sort()))
      if (NAME.test(name)) store.logs.set(name, { log: await KeptLog.open(...store.placeOf(name)), heardAt: 0 });
    return store;
  }

  /** Store lines of an agent. @throws HttpError 507 if they cannot be written. */
  public async take({ pod, podUid }: Caller, batch: LogBatch): Promise<LogAnswer> {
    const name = `${batch.began}.${batch.index}.${pod}.${podUid}.jsonl`;
    if (!NAME.test(name)) throw new HttpError(400, `'pod' must be a name without dots, got ${pod}`);
    const entry = this.logs.get(name) ?? { log: KeptLog.begin(...this.placeOf(name)), heardAt: 0 };
    this.logs.delete(name);
    this.logs.set(name, entry);
    entry.heardAt = this.options.now();
    try {
      await mkdir(this.options.folder, { recursive: true });
      const answer = await entry.log.take(batch);
      await this.makeRoom();
      return answer;
    } catch (error) {
      throw new HttpError(507, `the claim cannot store log lines: ${(error as Error).message}`);
    }
  }

  /** Whether an agent that was heard recently has not sent its last line. */
  public get isAwaited(): boolean {
    const now = this.options.now();
    return [...this.logs.values()].some(({ log, heardAt }) => !log.isEnded && now - heardAt < HEARD_MS);
  }

  private placeOf(name: string): Parameters<typeof KeptLog.begin> {
    const { folder, agentBytes } = this.options;
    const [began, index, pod] = name.split('.') as [string, string, string];
    const writer = { index: Number(index), pod, began: Number(began) };
    return [join(folder, name), writer, (agentBytes ?? LogLimit.AGENT_BYTES) / 2];
  }

  private async makeRoom(): Promise<void> {
    const logs = [...this.logs.values()].map(({ log }) => log);
    // Each can be shortened twice: its older half, then the newer.
    for (const log of [...logs, ...logs]) {
      if (logs.reduce((sum, { bytes }) => sum + bytes, 0) <= this.allBytes) return;
      await log.shrink();
    }
  }
}

/** Process start, agent index, pod name and pod uid; names of a Job's pods contain no dots. */
const NAME = /^\d{1,15}\.\d{1,6}\.[a-z0-9-]{1,253}\.[A-Za-z0-9-]{1,64}\.jsonl$/;

const newerHalf = (name: string): string => (name.endsWith(OLDER) ? name.slice(0, -OLDER.length) : name);
