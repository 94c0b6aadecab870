import { existsSync, opendirSync, rmdirSync, unlinkSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Entries of a folder that are removed in one go: most worktrees have fewer, and to have each removed by another thread
 * takes ten times as long.
 */
const FEW = 1000;

/** Remove a folder with all that lies in it, also where a step took the right to write away, as caches of modules do. */
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

/** @returns whether all of it is gone; what is too much or resists is left to others. Links are not followed. */
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
