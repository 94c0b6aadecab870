/** The files that a workflow may be composed of: those in a folder, usually a repository. */
export interface SourceFiles {
  /** Path of the workflow file relative to the folder, with `/` as the separator. */
  readonly path: string;
  /**
   * Text of a file in the folder; undefined if it does not exist.
   * @throws Error saying why it may not be read, such as a link that leads out of the folder.
   */
  readonly read: (path: string) => string | undefined;
  /** Name of a file for messages. @default - its path */
  readonly nameOf?: (path: string) => string;
}

/** A file that was found. */
export interface FoundFile {
  readonly path: string;
  readonly text: string;
}

/** Folders to search for workflows that are named without one. */
const FOLDERS = ['', 'bases', 'templates', 'workflows', '.prodigy/templates'];

/**
 * Find a file that another one refers to.
 *
 * @param from path of the file with the reference.
 * @param named a path, resolved against that file's folder and then the top folder; or, with `byName`, a name without
 *   a folder, with or without extension, searched beside that file and then in the folders of bases and templates.
 * @returns the file, or why there is none: completes "must name …, got …: ".
 */
export function findFile(files: SourceFiles, from: string, named: string, byName: boolean): FoundFile | string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(named)) return 'files come from the repository alone, commit it there';
  if (/^\/|\\/.test(named)) return "write a path from this file, with '/' between names";
  const isName = byName && !named.includes('/');
  const endings = isName && !/\.ya?ml$/.test(named) ? ['.yml', '.yaml'] : [''];
  const folders = [from.split('/').slice(0, -1).join('/'), ...(isName ? FOLDERS : [''])];
  const candidates = new Set(folders.flatMap((folder) => endings.map((ending) => joined(folder, named + ending))));
  const paths = [...candidates].filter((path) => path !== undefined);
  if (paths.length === 0) return 'it leads out of the repository';
  for (const path of paths) {
    const text = readOrReason(files, path);
    if (text !== undefined) return typeof text === 'string' ? { path, text } : text.reason;
  }
  return paths.length === 1 ? 'nothing there' : `nothing at ${paths.join(', ')}`;
}

function readOrReason(files: SourceFiles, path: string): string | { readonly reason: string } | undefined {
  try {
    return files.read(path);
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

/** A path relative to a folder; undefined if it leads out of the top folder. */
function joined(folder: string, path: string): string | undefined {
  const names: string[] = [];
  for (const name of [...folder.split('/'), ...path.split('/')]) {
    if (name === '..' && names.pop() === undefined) return undefined;
    if (name !== '' && name !== '.' && name !== '..') names.push(name);
  }
  return names.join('/');
}
