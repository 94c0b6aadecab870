import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncPath } from '../adapters/files/sync-path';
import { writeWhole } from '../adapters/files/write-file';

/** A small JSON file on the claim: read and written as a whole, and on disk when a write resolves. */
export class StateFile<T> {
  public constructor(private readonly path: string) {}

  /** The last value written; null if there is none. @throws Error naming the file if it is not JSON. */
  public async read(): Promise<T | null> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return null;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Error(`'${this.path}' must hold JSON: restore the file, or start a new run`);
    }
  }

  public async write(value: T): Promise<void> {
    await writeWhole(this.path, `${JSON.stringify(value)}\n`);
    await syncPath(dirname(this.path));
  }
}
