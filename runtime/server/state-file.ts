import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncPath } from '../adapters/files/sync-path';
import { writeWhole } from '../adapters/files/write-file';

/** A small JSON file on the claim: read as a whole, written as a whole, on disk when the write resolves. */
export class StateFile<T> {
  public constructor(private readonly path: string) {}

  /** What was written last; null where nothing was. @throws Error naming the file where it is no JSON. */
  public async read(): Promise<T | null> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return null;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Error(`'${this.path}' must hold JSON: restore the file, or begin a new run`);
    }
  }

  public async write(value: T): Promise<void> {
    await writeWhole(this.path, `${JSON.stringify(value)}\n`);
    await syncPath(dirname(this.path));
  }
}
