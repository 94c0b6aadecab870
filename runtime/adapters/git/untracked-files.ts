import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git';

/** Everything in a working tree besides its tracked files; all paths are relative to its top. */
export interface UntrackedFiles {
  /** Absolute path of the top. */
  readonly top: string;
  /** Size of each file in bytes, including ignored files and those of nested repositories. */
  readonly files: ReadonlyMap<string, number>;
  /** Folders of nested repositories, with a trailing slash; their `.git` is not among the files. */
  readonly repositories: readonly string[];
  readonly bytes: number;
}

/** Find everything in a working tree that is not tracked. */
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

/** Split the paths that git prints with `-z`. */
export const paths = (output: string): string[] => output.split('\0').filter((path) => path !== '');

interface Within {
  readonly files: string[];
  readonly repositories: string[];
}

/** Git does not list the files of nested repositories. */
async function repositoryAt(top: string, folder: string): Promise<Within> {
  const { files, repositories } = await filesBelow(top, folder);
  return { files, repositories: [...new Set([folder, ...repositories])] };
}

async function filesBelow(top: string, folder: string): Promise<Within> {
  // A folder that vanishes meanwhile, or cannot be read, counts as empty.
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

/** Names that git refuses in any tree. */
const isGit = (name: string): boolean => name.toLowerCase() === '.git';

/** A file that vanishes meanwhile counts as empty. */
const sizeOf = (path: string): Promise<number> =>
  lstat(path).then(
    ({ size }) => size,
    () => 0,
  );
