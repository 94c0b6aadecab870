import { readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { SourceFiles } from '../language/compose/source-files';

/**
 * The files of a folder, for workflows that refer to one another.
 *
 * @param root top folder: nothing outside it is read, not even through a link.
 * @param path of the workflow file, relative to the top.
 */
export function folderFiles(root: string, path: string): SourceFiles {
  const top = realpathSync(root);
  return {
    path: path.split(sep).join('/'),
    read: (name) => {
      const file = realPath(join(top, name));
      if (file === undefined) return undefined;
      if (!file.startsWith(top.endsWith(sep) ? top : top + sep)) throw new Error('a link leads out of the repository');
      return readText(file);
    },
  };
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(code ?? message);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === 'EISDIR' ? 'a folder' : (code ?? message));
  }
}
