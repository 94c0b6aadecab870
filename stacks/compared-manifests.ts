import type { Placed, Rendering } from '../review/diff/rendering';
import { KUSTOMIZATION } from './kustomization';
import { kustomized } from './kustomized';
import type { Tree } from './manifest-folder';
import { type ManifestFolder, manifestFolders } from './read-manifests';
import { targets } from './targets';

/**
 * The files to read for a comparison: every file of each folder that has a difference, because what a change means
 * depends on the files beside it.
 *
 * @param base identifies the content of each file, by path: any text that is equal if the contents are.
 * @param head the same for the other side.
 * @returns their paths on each side, sorted.
 */
export function filesToCompare(base: FileIds, head: FileIds): { readonly base: string[]; readonly head: string[] } {
  const changed = new Set(
    [...new Set([...base.keys(), ...head.keys()])].filter((path) => base.get(path) !== head.get(path)).map(folderOf),
  );
  const within = (files: FileIds) => [...files.keys()].filter((path) => changed.has(folderOf(path))).sort();
  return { base: within(base), head: within(head) };
}

/** Content ids by path: any text that is equal if the contents are. */
export type FileIds = ReadonlyMap<string, string>;

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/**
 * Rendered files as one side of a comparison: `<target>/<workflow>/<file>`. For a folder with a kustomization, only
 * what it would apply.
 *
 * @param side name of the side, for messages.
 * @throws Error as `file:line:column: …` if a file is not YAML, or contains something that is not an object.
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
