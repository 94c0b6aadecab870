import { copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { git } from './git';

/** Run something with a copy of a checkout's index, so that the real one stays untouched. */
export async function withScratchIndex<T>(
  dir: string,
  use: (env: { readonly GIT_INDEX_FILE: string }) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'prodigy-index-'));
  const copy = join(folder, 'index');
  try {
    await copyIndex(resolve(dir, await git(['rev-parse', '--git-path', 'index'], { cwd: dir })), copy);
    return await use({ GIT_INDEX_FILE: copy });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Git trusts a file's cached state only if the file is older than the index. A copy must not look newer than its
 * original, or a file changed in the same instant as the index would count as unchanged.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const { atimeMs, mtimeMs } = await stat(from);
  await copyFile(from, to);
  await utimes(to, Math.floor(atimeMs) / 1000, Math.floor(mtimeMs) / 1000);
}
