import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeadLetter, DeadLetterIndex } from '../../../contract/dead-letter';
import { Limit } from '../../../contract/limits';
import { systemClock } from '../clock/system-clock';
import { writeWhole } from '../files/write-file';
import { textOf } from './run-folder';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Dead letters of a run that has ended, one file each, in the folders where Prodigy keeps its own; a run counts as both
 * session and job there. The index says which of the files count.
 */
export class DeadLetterFolder {
  private readonly path: string;
  /** Dead letters older than this (milliseconds since 1970) are ignored. */
  private readonly oldest: number;

  public constructor(
    home: string,
    private readonly runId: string,
    /** Milliseconds since 1970. Default: the machine's time. */
    now: number = systemClock.now(),
  ) {
    this.oldest = now - Limit.DEAD_LETTER_DAYS * DAY_MS;
    this.path = join(home, '.prodigy', 'dlq', runId, runId, 'mapreduce', 'dlq', runId);
  }

  /** Write these, and drop all others from the index. */
  public async write(letters: readonly DeadLetter[]): Promise<void> {
    await mkdir(join(this.path, 'items'), { recursive: true });
    for (const letter of letters) await writeWhole(this.file(letter.item_id), `${JSON.stringify(letter, null, 2)}\n`);
    await this.writeIndex(letters.map(({ item_id }) => item_id));
  }

  /**
   * In order of failure, without those that are too old; undefined if none were written because the run has not ended.
   * @throws Error if a file is corrupt.
   */
  public async read(): Promise<DeadLetter[] | undefined> {
    const index = await this.parsed<DeadLetterIndex>(this.index);
    if (index === undefined) return undefined;
    const letters = await Promise.all(index.items.map((item) => this.parsed<DeadLetter>(this.file(item))));
    return letters.filter((letter) => letter !== undefined).filter((letter) => this.isKept(letter));
  }

  /** Remove some permanently. */
  public async remove(items: ReadonlySet<string>): Promise<void> {
    const letters = (await this.read()) ?? [];
    await this.forgetOld(letters);
    await this.writeIndex(letters.map(({ item_id }) => item_id).filter((item) => !items.has(item)));
    for (const item of items) await rm(this.file(item), { force: true });
  }

  private isKept({ last_attempt }: DeadLetter): boolean {
    return Date.parse(last_attempt) >= this.oldest;
  }

  /** Delete the files of those that are too old. */
  private async forgetOld(kept: readonly DeadLetter[]): Promise<void> {
    const { items = [] } = (await this.parsed<DeadLetterIndex>(this.index)) ?? {};
    const stay = new Set(kept.map(({ item_id }) => item_id));
    for (const item of items) if (!stay.has(item)) await rm(this.file(item), { force: true });
  }

  private get index(): string {
    return join(this.path, 'index.json');
  }

  private file(item: string): string {
    return join(this.path, 'items', `${item}.json`);
  }

  private writeIndex(items: readonly string[]): Promise<void> {
    const index: DeadLetterIndex = { job_id: this.runId, items };
    return writeWhole(this.index, `${JSON.stringify(index, null, 2)}\n`);
  }

  private async parsed<T>(path: string): Promise<T | undefined> {
    const text = await textOf(path);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Error(`${path}:1:1: must be a JSON object: restore the file, or remove it`);
    }
  }
}
