import { open } from 'node:fs/promises';

/** Bring a file, or what a folder's files are called, to the disk. */
export async function syncPath(path: string): Promise<void> {
  const opened = await open(path, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
