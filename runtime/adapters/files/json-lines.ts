import { mkdir, open, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { linesOf, wholeLines } from './lines';

/** A file of JSON values, one a line, that survives a kill at any moment. */
export class JsonLines<T> {
  private pending: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] =
    [];
  private writing = false;

  public constructor(private readonly path: string) {}

  /** Every whole line; an unfinished last one, left by a kill, is cut off. */
  public async read(): Promise<T[]> {
    return [...(await this.scan())];
  }

  /** The same, read as it is gone through, each time; what is added later is left out. */
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

  /** Add a value; it is on disk when this resolves. Those that are added meanwhile go there together. */
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
    await mkdir(dirname(this.path), { recursive: true });
    const file = await open(this.path, 'a', 0o600);
    try {
      await file.appendFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  private parse(line: string, number: number): T {
    try {
      return JSON.parse(line) as T;
    } catch {
      throw new Error(`${this.path}:${number}:1: must be a JSON value: restore the file, or begin a new run`);
    }
  }
}
