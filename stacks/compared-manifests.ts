import type { Placed, Rendering } from '../review/diff/rendering';
import { KUSTOMIZATION } from './kustomization';
import { kustomized } from './kustomized';
import type { Tree } from './manifest-folder';
import { type ManifestFolder, manifestFolders } from './read-manifests';
import { targets } from './targets';

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
 * Rendered files as one side of a comparison: `<target>/<workflow>/<file>`. Of a folder with a kustomization that is what
 * would be applied by it.
 *
 * @param side where they come from, for messages.
 * @throws Error as `file:line:column: …` where a file is no YAML, or holds something that is no object.
 */
export function renderingOf(tree: Tree, side: string): Rendering {
  const named = new Map([...tree].map(([path, text]) => [`${side}/${path}`, text] as const));
  const folders = manifestFolders(named);
  const paths = new Set([...named.keys()].map(folderOf));
  return [...paths].flatMap((path) => placedIn(path, folders.get(path)?.objects ?? new Map(), named, side));
}

function placedIn(path: string, objects: ManifestFolder['objects'], tree: Tree, side: string): Placed[] {
  const steps = path.slice(side.length + 1).split('/');
  const folder = steps.pop() ?? '';
  const target = steps.join('/');
  const delivery = targets.find(({ name }) => name === target)?.delivery;
  return applied(path, folder, objects, tree).map(
    ([object, file]): Placed => ({ target, folder, file: file.slice(side.length + 1), object, delivery }),
  );
}

function applied(path: string, folder: string, objects: ManifestFolder['objects'], tree: Tree) {
  const kustomization = `${path}/${KUSTOMIZATION}`;
  const text = tree.get(kustomization);
  if (text === undefined) return [...objects];
  const nameOf = (file: string): string => file.slice(path.length + 1);
  const { files, more } = kustomized(text, folder, kustomization, new Set([...objects.values()].map(nameOf)));
  const listed = [...objects].filter(([, file]) => files.has(nameOf(file)));
  return more === undefined ? listed : [...listed, [more, kustomization] as const];
}
