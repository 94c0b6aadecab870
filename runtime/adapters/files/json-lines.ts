import { type FileHandle, mkdir, open, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { linesOf, wholeLines } from './lines';

/** A file of JSON values, one per line, that survives a kill at any moment. */
export class JsonLines<T> {
  private pending: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] =
    [];
  private writing = false;

  /**
   * @param outlives what an added line survives: the end of the `process` (cheap), or of the `machine` (waits for the
   * disk each time). Default: `machine`.
   */
  public constructor(
    private readonly path: string,
    private readonly outlives: 'process' | 'machine' = 'machine',
  ) {}

  /** Every complete line; an incomplete last line, left by a kill, is cut off. */
  public async read(): Promise<T[]> {
    return [...(await this.scan())];
  }

  /** Like {@link read}, but lazily and from the start on each iteration; lines added later are not included. */
  public async scan(): Promise<Iterable<T>> {
    const { size, whole } = await wholeLines(this.path);
    if (whole < size) await truncate(this.path, whole);
    return { [Symbol.iterator]: () => this.values(whole) };
  }

  private *values(end: number): Generator<T> {
    let number = 0;
    for (const line of linesOf(this.path, end)) {
      number += 1;
      yield this.parse(line, number);
    }
  }

  /** Add a value; resolves once it is durable. Values added meanwhile are written together. */
  public append(value: T): Promise<void> {
    return new Promise((done, failed) => {
      this.pending.push({ line: `${JSON.stringify(value)}\n`, done, failed });
      if (!this.writing) void this.writePending();
    });
  }

  private async writePending(): Promise<void> {
    this.writing = true;
    while (this.pending.length > 0) {
      const batch = this.pending.splice(0);
      try {
        await this.write(batch.map(({ line }) => line).join(''));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.writing = false;
  }

  private async write(text: string): Promise<void> {
    const file = await this.open();
    try {
      await file.appendFile(text);
      if (this.outlives === 'machine') await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** The folder exists except on the first write. */
  private async open(): Promise<FileHandle> {
    const opened = (): Promise<FileHandle> => open(this.path, 'a', 0o600);
    return opened().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await mkdir(dirname(this.path), { recursive: true });
      return opened();
    });
  }

  private parse(line: string, number: number): T {
    try {
      return JSON.parse(line) as T;
    } catch {
      throw new Error(`${this.path}:${number}:1: must be a JSON value: restore the file, or start a new run`);
    }
  }
}
