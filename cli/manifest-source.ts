import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { FileIds } from '../stacks/compared-manifests';
import type { Tree } from '../stacks/manifest-folder';
import { CliError } from './cli-error';
import { filesBelow, SameBytes } from './folder-files';

/** One side of a comparison: a folder, or a folder of a git revision. */
export interface ManifestSource {
  /** Name for messages: the folder, or `revision:folder`. */
  readonly name: string;
  /** Path of the folder in its repository, as forges show it. */
  readonly folder: string;
  /** Where its files are; undefined if they are read from git. */
  readonly root?: string;
  /** Every YAML file below, as a path with slashes. */
  paths(): readonly string[];
  /** Every YAML file below, with the git id of its content. */
  ids(): FileIds;
  read(paths: readonly string[]): Tree;
}

/** More than the manifests of all targets in a pull request. */
const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * The user's argument: a folder if it exists, else a git revision.
 *
 * @param folder of the manifests within a revision, relative to `cwd`.
 * @throws CliError if it is neither.
 */
export function manifestSource(name: string, which: 'BASE' | 'HEAD', folder: string, cwd: string): ManifestSource {
  if (statSync(resolve(cwd, name), { throwIfNoEntry: false })?.isDirectory()) return folderSource(name, cwd);
  const commit = revision(name, cwd);
  if (commit !== undefined) return revisionSource(name, commit, folder, cwd);
  throw new CliError(
    `'${which}' must be a folder or a git revision, got ${name}: name a folder of rendered manifests, or fetch the revision`,
  );
}

/** Content ids of the files of both sides, by path: equal exactly where the files are. */
export function idsOfBoth(
  base: ManifestSource,
  head: ManifestSource,
): { readonly base: FileIds; readonly head: FileIds } {
  const [old, now] = [base.root, head.root];
  if (old === undefined || now === undefined) return { base: base.ids(), head: head.ids() };
  const there = new Set(head.paths());
  const bytes = new SameBytes();
  const same = new Set(base.paths().filter((path) => there.has(path) && bytes.are(join(old, path), join(now, path))));
  const ids = (paths: readonly string[], side: string): FileIds =>
    new Map(paths.map((path) => [path, same.has(path) ? 'same' : side]));
  return { base: ids(base.paths(), 'base'), head: ids(head.paths(), 'head') };
}

const isManifest = (path: string): boolean => /\.ya?ml$/.test(path);

function folderSource(name: string, cwd: string): ManifestSource {
  const root = resolve(cwd, name);
  const paths = filesBelow(root, isManifest);
  return {
    name,
    folder: name,
    root,
    paths: () => paths,
    ids: () => new Map(paths.map((path) => [path, blobId(readFileSync(join(root, path)))])),
    read: (wanted) => new Map(wanted.map((path) => [path, readFileSync(join(root, path), 'utf8')])),
  };
}

/** Git's blob id of a content, so that a folder can be compared with a revision without reading the latter. */
function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function revision(name: string, cwd: string): string | undefined {
  try {
    return git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

function revisionSource(name: string, commit: string, path: string, cwd: string): ManifestSource {
  // Git prints paths the way they are given, so the path is normalised.
  const folder = relative(cwd, resolve(cwd, path));
  const files = new Map(treeOf(commit, folder, cwd));
  return {
    name: `${name}:${folder}`,
    folder,
    paths: () => [...files.keys()],
    ids: () => files,
    read: (wanted) => {
      const blobs = blobsOf([...new Set(wanted.map((path) => files.get(path)!))], cwd);
      return new Map(wanted.map((path) => [path, blobs.get(files.get(path)!)!]));
    },
  };
}

/** The files in a folder of a commit; none if it has no such folder, as before its first manifests. */
function treeOf(commit: string, folder: string, cwd: string): (readonly [string, string])[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = prefix === '' ? [] : [prefix];
  const entries = git(cwd, ['ls-tree', '-r', '-z', commit, '--', ...below])
    .toString()
    .split('\0');
  return entries.flatMap((entry) => {
    const [, id, path] = /^100\d+ blob (\w+)\t(.*)$/s.exec(entry) ?? [];
    return path !== undefined && isManifest(path) ? [[path.slice(prefix.length), id!] as const] : [];
  });
}

/** Contents by id, read with a single process. */
function blobsOf(ids: readonly string[], cwd: string): ReadonlyMap<string, string> {
  const output = git(cwd, ['cat-file', '--batch'], `${ids.join('\n')}\n`);
  const blobs = new Map<string, string>();
  let at = 0;
  for (const id of ids) {
    const end = output.indexOf('\n', at);
    const size = Number(output.toString('utf8', at, end).split(' ')[2]);
    blobs.set(id, output.toString('utf8', end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}

/** @throws CliError with the last line of git's output. */
function git(cwd: string, args: readonly string[], input = ''): Buffer {
  const { error, status, stdout, stderr } = spawnSync('git', args, { cwd, input, maxBuffer: MOST_BYTES });
  if (error === undefined && status === 0) return stdout;
  const said = error?.message ?? stderr.toString().trim().split('\n').at(-1);
  throw new CliError(`git ${args[0]} must read the manifests of a revision, got: ${said}`);
}
