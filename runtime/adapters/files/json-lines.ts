import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of JSON values, one a line, that survives a kill at any moment. */
export class JsonLines<T> {
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

  /** Add a value; it is on disk when this resolves. */
  public async append(value: T): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const file = await open(this.path, 'a', 0o600);
    try {
      await file.appendFile(`${JSON.stringify(value)}\n`);
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
