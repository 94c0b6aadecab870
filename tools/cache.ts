import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { progress } from './progress';

/** Folder outside the repository for everything that is downloaded or built. `PRODIGY_CACHE` moves it. */
export const CACHE = process.env.PRODIGY_CACHE ?? join(homedir(), '.cache', 'prodigy-kubernetes');

/** A short hash of an artefact's inputs: equal inputs, equal key. */
export function keyOf(...inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${input.length}:`).update(input);
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder `CACHE/<name>/<key>`, made by `build` on first use. `build` fills a temporary folder that is renamed once
 * it is complete, so interrupted or concurrent builds never leave a partial artefact.
 */
export async function artefact(name: string, key: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, name, key);
  if (await exists(folder)) return folder;
  const unfinished = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}.unfinished`;
  await mkdir(unfinished, { recursive: true });
  try {
    progress(`${name}: making ${key}`);
    await build(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process finished the same artefact first; use that one.
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

/** Whether a path exists. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
