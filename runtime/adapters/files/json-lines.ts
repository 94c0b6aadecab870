import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of JSON values, one a line, that survives a kill at any moment. */
export class JsonLines<T> {
  private pending: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] =
    [];
  private writing = false;

  public constructor(private readonly path: string) {}

  /** Every whole line; an unfinished last one, left by a kill, is cut off. */
  public async read(): Promise<T[]> {
    const bytes = await readFile(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const end = bytes.lastIndexOf('\n') + 1;
    if (end < bytes.length) await truncate(this.path, end);
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line, index) => this.parse(line, index + 1));
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
