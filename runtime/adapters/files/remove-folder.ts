import { existsSync, opendirSync, rmdirSync, unlinkSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Maximum number of entries that are removed synchronously: most worktrees have fewer, and removing each on a pool
 * thread takes ten times as long.
 */
const FEW = 1000;

/** Remove a folder recursively, even if a step made parts of it read-only, as module caches do. */
export async function removeFolder(path: string): Promise<void> {
  if (!existsSync(path) || removedAtOnce(path)) return;
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 });
  try {
    await remove();
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await openUp(path);
    await remove();
  }
}

/** @returns whether all is gone; too many entries, and any error, are left to the caller. Links are not followed. */
function removedAtOnce(path: string): boolean {
  let left = FEW;
  const remove = (folder: string): void => {
    const entries = opendirSync(folder);
    try {
      for (let entry = entries.readSync(); entry; entry = entries.readSync()) {
        if (left === 0) throw new Error('too many');
        left -= 1;
        if (entry.isDirectory()) remove(join(folder, entry.name));
        else unlinkSync(join(folder, entry.name));
      }
    } finally {
      entries.closeSync();
    }
    rmdirSync(folder);
  };
  try {
    remove(path);
    return true;
  } catch {
    return false;
  }
}

/** Links are not followed. */
async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await openUp(join(folder, entry.name));
}
