import { constants } from 'node:fs';
import { mkdir, open, realpath, unlink } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { WriteOptions } from '../../ports/workspace';

const WRITING = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/**
 * Write a file below a folder, never through a link that leads out of it.
 * @throws Error if the path leads out or into `.git`, or the file cannot be written.
 */
export async function writeWithin(
  folder: string,
  path: string,
  content: string,
  { mode = 0o644, createDirs = false }: WriteOptions = {},
): Promise<void> {
  const root = await realpath(folder);
  const file = resolve(root, path);
  checkWithin(root, file, path);
  if (createDirs) await makeFolders(root, dirname(file), path);
  try {
    checkWithin(root, resolve(await realpath(dirname(file)), file.slice(dirname(file).length + 1)), path);
    const handle = await open(file, WRITING, mode);
    try {
      await handle.writeFile(content);
      await handle.chmod(mode);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw complaintOf(error as NodeJS.ErrnoException, path);
  }
}

/** Remove a file below a folder, never through a link that leads out of it; anything that is not a file stays. */
export async function removeWithin(folder: string, path: string): Promise<void> {
  const root = await realpath(folder);
  const file = resolve(root, path);
  try {
    const real = resolve(await realpath(dirname(file)), basename(file));
    checkWithin(root, file, path);
    checkWithin(root, real, path);
    await unlink(real);
  } catch {
    // Writing to such a path reports what is wrong with it.
  }
}

/** Folder by folder, since existing ones may be links. */
async function makeFolders(root: string, folder: string, path: string): Promise<void> {
  let parent = root;
  for (const name of relative(root, folder).split(sep).filter(Boolean)) {
    const next = resolve(parent, name);
    await mkdir(next).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw complaintOf(error, path);
    });
    parent = await realpath(next);
    checkWithin(root, resolve(parent, 'file'), path);
  }
}

function checkWithin(root: string, file: string, path: string): void {
  const within = relative(root, file);
  const [first] = within.split(sep);
  if (within !== '' && first !== '..' && first !== '.git') return;
  throw new Error(`the path must stay in the checkout and out of .git, got ${path}: name a file below the checkout`);
}

function complaintOf(error: NodeJS.ErrnoException, path: string): Error {
  if (error.code === 'ELOOP') return new Error(`the path must name no link, got ${path}: remove the link`);
  if (error.code === 'ENOENT') return new Error(`the folder of ${path} must exist: make it in a step before`);
  return error.code === undefined ? error : new Error(`${path} cannot be written: ${error.code}`);
}
