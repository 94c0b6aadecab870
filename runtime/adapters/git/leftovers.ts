import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Remove the locks that a killed git left behind in a bare repository. Only for its single writer, while it is not
 * writing.
 */
export function removeStaleLocks(repository: string): Promise<void> {
  return removeFiles(repository, (path) => path.endsWith('.lock') && !path.startsWith('objects/'));
}

/** Remove the locks and partial packs that a killed git left behind; see {@link removeStaleLocks}. */
export function removeLeftovers(repository: string): Promise<void> {
  return removeFiles(
    repository,
    (path) => path.endsWith('.lock') || /^objects\/(.*\/)?(\.?tmp[_-]|incoming-)/.test(path),
  );
}

async function removeFiles(repository: string, stale: (path: string) => boolean): Promise<void> {
  const files = await readdir(repository, { recursive: true });
  const remove = (path: string) => rm(join(repository, path), { recursive: true, force: true });
  await Promise.all(files.filter(stale).map(remove));
}
