import { open } from 'node:fs/promises';

/** Flush a file, or the names in a folder, to disk. */
export async function syncPath(path: string): Promise<void> {
  const opened = await open(path, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
