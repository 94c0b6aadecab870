import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Files under a folder: text by path, with forward slashes, sorted. */
export type Tree = ReadonlyMap<string, string>;

/** Write a tree into a folder. */
export function writeTree(folder: string, tree: Tree): void {
  for (const [path, text] of tree) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Replace a folder by a tree. It is first written beside the old one, which a failure thus leaves intact. */
export function replaceFolder(folder: string, tree: Tree): void {
  const [next, previous] = [`${folder}.next`, `${folder}.previous`];
  for (const leftover of [next, previous]) rmSync(leftover, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  writeTree(next, tree);
  mkdirSync(folder, { recursive: true });
  renameSync(folder, previous);
  renameSync(next, folder);
  rmSync(previous, { recursive: true });
}

/** Read all files under a folder; empty if it does not exist. */
export function readTree(folder: string): Tree {
  const entries = listed(folder).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return new Map(
    paths.map((path) => [path.split(sep).join('/'), readFileSync(join(folder, path), 'utf8')] as const).sort(byPath),
  );
}

function listed(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const byPath = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);
