import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from '../git/git';
import { GitError } from '../git/git-error';

/** Refs to what origin, or the user's own clone, has of a submodule: steps write to branches and tags, never here. */
export const KNOWN = 'refs/prodigy/origin';

/** Name of a submodule's repository: hashed, so that nothing from a repository becomes a path or an option. */
export const moduleName = (address: string): string =>
  `${createHash('sha256').update(address).digest('hex').slice(0, 16)}.git`;

/** Whether a name is one of {@link moduleName}. */
export const isModuleName = (name: string): boolean => /^[0-9a-f]{16}\.git$/.test(name);

/** Make a bare repository if there is none; it appears only once it is filled. */
export async function makeModule(
  folder: string,
  name: string,
  fill: (draft: string) => Promise<void>,
): Promise<string> {
  const path = join(folder, name);
  if (await exists(path)) return path;
  const draft = `${path}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(draft), { recursive: true });
  await git(['init', '--quiet', '--bare', draft], { cwd: folder });
  await fill(draft);
  await rename(draft, path);
  return path;
}

/** Whether a commit is reachable from a ref below a prefix. */
export async function isKnown(repository: string, commit: string, prefix = KNOWN): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, prefix];
  const found = await git(args, { cwd: repository, protocols: 'file' }).catch((error) => {
    if (error instanceof GitError && error.exitCode !== null) return ''; // no such commit here
    throw error;
  });
  return found !== '';
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
