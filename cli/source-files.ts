import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { SourceFiles } from '../language/compose/source-files';
import { folderFiles } from '../stacks/folder-files';

/** Files that a workflow file may be composed of: those of its repository, or of its folder if it is in none. */
export function sourceFiles(file: string, cwd: string): SourceFiles {
  const place = resolve(cwd, file);
  const root = repositoryOf(dirname(place)) ?? dirname(place);
  return {
    ...folderFiles(root, relative(root, place)),
    nameOf: (path) => (isAbsolute(file) ? join(root, path) : relative(cwd, join(root, path))),
  };
}

/** The nearest folder with `.git`, upwards; undefined if there is none. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : repositoryOf(above);
}
