import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git';

/** What lies in a working tree beside its tracked files; every path is relative to its top. */
export interface UntrackedFiles {
  /** Absolute path of the top. */
  readonly top: string;
  /** Bytes of each file, ignored ones and those of other repositories included. */
  readonly files: ReadonlyMap<string, number>;
  /** Folders that are repositories of their own, with a final slash; their `.git` is not among the files. */
  readonly repositories: readonly string[];
  readonly bytes: number;
}

/** Look for everything in a working tree that is not tracked. */
export async function untrackedFiles(dir: string): Promise<UntrackedFiles> {
  const top = await git(['rev-parse', '--show-toplevel'], { cwd: dir });
  const found = paths(await git(['ls-files', '-z', '--others'], { cwd: top }));
  const own = found.filter((path) => !path.endsWith('/'));
  const within = await Promise.all(found.filter((path) => path.endsWith('/')).map((path) => repositoryAt(top, path)));
  const all = [...own, ...within.flatMap(({ files }) => files)];
  const sizes = await Promise.all(all.map(async (path) => [path, await sizeOf(join(top, path))] as const));
  const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
  return { top, files: new Map(sizes), repositories: within.flatMap(({ repositories }) => repositories), bytes };
}

/** Paths of what git prints with `-z`. */
export const paths = (output: string): string[] => output.split('\0').filter((path) => path !== '');

interface Within {
  readonly files: string[];
  readonly repositories: string[];
}

/** Git lists no file of another repository. */
async function repositoryAt(top: string, folder: string): Promise<Within> {
  const { files, repositories } = await filesBelow(top, folder);
  return { files, repositories: [...new Set([folder, ...repositories])] };
}

async function filesBelow(top: string, folder: string): Promise<Within> {
  // What vanishes meanwhile holds nothing, as what cannot be read.
  const entries = await readdir(join(top, folder), { withFileTypes: true }).catch(() => []);
  const isRepository = entries.some(({ name }) => isGit(name));
  const others = entries.filter(({ name }) => !isGit(name));
  const below = await Promise.all(
    others.filter((entry) => entry.isDirectory()).map(({ name }) => filesBelow(top, `${folder}${name}/`)),
  );
  const files = others.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => folder + name);
  return {
    files: [...files, ...below.flatMap((each) => each.files)],
    repositories: [...(isRepository ? [folder] : []), ...below.flatMap((each) => each.repositories)],
  };
}

/** Names that git takes into no tree. */
const isGit = (name: string): boolean => name.toLowerCase() === '.git';

/** A file that vanishes while the tree is looked at weighs nothing. */
const sizeOf = (path: string): Promise<number> =>
  lstat(path).then(
    ({ size }) => size,
    () => 0,
  );
