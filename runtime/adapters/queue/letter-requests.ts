import type { Redis } from 'ioredis';
import { LETTER_REQUESTS, type LetterRequest, requestsKey } from '../../../contract/queue';

/** What people ask the leader to do with dead letters, stored in the run's Redis. */
export class LetterRequests {
  private readonly key: string;

  public constructor(
    private readonly redis: Redis,
    prefix: string,
    runId: string,
  ) {
    this.key = requestsKey(prefix, runId);
  }

  /** Make the same request for several items. */
  public async ask(items: readonly string[], request: LetterRequest): Promise<void> {
    await this.redis.hset(this.key, new Map(items.map((item) => [item, request])));
  }

  /** Requests that have no answer yet. */
  public async open(): Promise<ReadonlyMap<string, LetterRequest>> {
    const asked = Object.entries(await this.redis.hgetall(this.key));
    return new Map(asked.filter((entry): entry is [string, LetterRequest] => isRequest(entry[1])));
  }

  /** Remove the requests for items that were answered or withdrawn. */
  public async close(items: readonly string[]): Promise<void> {
    if (items.length > 0) await this.redis.hdel(this.key, ...items);
  }
}

const isRequest = (text: string): text is LetterRequest => (LETTER_REQUESTS as readonly string[]).includes(text);
