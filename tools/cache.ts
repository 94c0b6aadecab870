import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { progress } from './progress';

/** Everything that is downloaded or built lives here, outside the repository. `PRODIGY_CACHE` moves it. */
export const CACHE = process.env.PRODIGY_CACHE ?? join(homedir(), '.cache', 'prodigy-kubernetes');

/** A short name for the inputs of an artefact: equal inputs, equal key. */
export function keyOf(...inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${input.length}:`).update(input);
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder `CACHE/<name>/<key>`, made by `build` the first time. `build` fills a folder of its own that takes the
 * name only when all of it is there, so an interrupted or simultaneous build leaves no half artefact.
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
    // Somebody else finished the same artefact first: theirs is as good.
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

/** Whether a path is there. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
