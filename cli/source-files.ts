import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { SourceFiles } from '../language/compose/source-files';
import { folderFiles } from '../stacks/folder-files';

/**
 * What a workflow file that the user named may be composed of: the files of its repository, or where it lies in none
 * those of its folder.
 */
export function sourceFiles(file: string, cwd: string): SourceFiles {
  const place = resolve(cwd, file);
  const root = repositoryOf(dirname(place)) ?? dirname(place);
  return {
    ...folderFiles(root, relative(root, place)),
    nameOf: (path) => (isAbsolute(file) ? join(root, path) : relative(cwd, join(root, path))),
  };
}

/** The folder with `.git` in or above another; undefined where there is none. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : repositoryOf(above);
}
