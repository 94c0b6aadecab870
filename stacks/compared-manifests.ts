import type { Placed, Rendering } from '../review/diff/rendering';
import type { Tree } from './manifest-folder';
import { manifestFolders } from './read-manifests';

/**
 * The files that a comparison has to read: all of each folder in which a file is not the same on both sides, since what a
 * change means depends on what lies beside it.
 *
 * @param base what each file holds, by path: any text that is equal where the files are.
 * @param head the same of the other side.
 * @returns their paths on each side, sorted.
 */
export function filesToCompare(base: FileIds, head: FileIds): { readonly base: string[]; readonly head: string[] } {
  const changed = new Set(
    [...new Set([...base.keys(), ...head.keys()])].filter((path) => base.get(path) !== head.get(path)).map(folderOf),
  );
  const within = (files: FileIds) => [...files.keys()].filter((path) => changed.has(folderOf(path))).sort();
  return { base: within(base), head: within(head) };
}

/** What files hold, by path: any text that is equal where they are. */
export type FileIds = ReadonlyMap<string, string>;

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/**
 * Rendered files as one side of a comparison: `<target>/<workflow>/<file>`.
 *
 * @param side where they come from, for messages.
 * @throws Error as `file:line:column: …` where a file is no YAML, or holds something that is no object.
 */
export function renderingOf(tree: Tree, side: string): Rendering {
  const named = new Map([...tree].map(([path, text]) => [`${side}/${path}`, text] as const));
  return [...manifestFolders(named).values()].flatMap(({ path, objects }) => {
    const steps = path.slice(side.length + 1).split('/');
    const folder = steps.pop() ?? '';
    return [...objects].map(
      ([object, file]): Placed => ({ target: steps.join('/'), folder, file: file.slice(side.length + 1), object }),
    );
  });
}
