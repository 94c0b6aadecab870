import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesInGroups } from '../../../devcluster/control-groups';
import { STATE } from '../../../devcluster/paths';
import { kubectl } from '../../cluster/support/kubectl';
import { auditText } from './audit';
import { type Canaries, canariesIn } from './canary';
import { filesBelow } from './node-files';

/** Where a canary was found, and in which form: `disks git-token as base64 /var/lib/…`. */
export type Sighting = string;

/** Look at all that the node and the API server keep of a namespace, the Secrets themselves left out. */
export async function lookEverywhere(namespace: string, canaries: Canaries): Promise<Sighting[]> {
  return [
    ...inFiles('etcd', join(STATE, 'etcd'), canaries),
    ...inFiles('container logs', join(STATE, 'pods', 'logs'), canaries),
    ...inFiles('claims', join(STATE, 'volumes'), canaries),
    ...inFiles('pods’ folders', join(STATE, 'kubelet', 'pods'), canaries),
    ...(await inRepositories(canaries)),
    ...found('audit log', auditText(), canaries),
    ...found('objects', await everyObject(namespace), canaries),
    ...(await inProcesses(canaries)),
  ];
}

export const found = (place: string, text: string | Buffer, canaries: Canaries, where = ''): Sighting[] =>
  canariesIn(text, canaries).map((canary) => `${place}: ${canary}${where && ` in ${where}`}`);

/** Secret volumes are what the pods are given; of all else nothing is meant to hold one. */
const GIVEN = '/volumes/kubernetes.io~secret/';

function* inFiles(place: string, folder: string, canaries: Canaries): Generator<Sighting> {
  for (const [path, contents] of filesBelow(folder))
    if (!path.includes(GIVEN) && !isProjectedSecret(path)) yield* found(place, contents, canaries, path);
}

const CONTAINERD = join(STATE, 'containerd', 'root');
/** Configurations and layers of this project's images are smaller, those of the distribution below them larger. */
const LARGEST_OWN_BYTES = 8 * 1024 * 1024;

/** Look at the images of the node, and at what containers have written beside their volumes since a time. */
export function inImages(canaries: Canaries, since: number): Sighting[] {
  const blobs = filesBelow(
    join(CONTAINERD, 'io.containerd.content.v1.content'),
    ({ size }) => size < LARGEST_OWN_BYTES,
  );
  const layers = filesBelow(
    join(CONTAINERD, 'io.containerd.snapshotter.v1.overlayfs'),
    ({ mtimeMs }) => mtimeMs >= since,
  );
  const all = [...blobs, ...layers];
  return all.flatMap(([path, contents]) => found('images', contents, canaries, path));
}

/** A projected volume holds Secrets beside tokens; only what is named as a mounted folder of ours is one of Secrets. */
const isProjectedSecret = (path: string): boolean => path.includes('/volumes/kubernetes.io~projected/secrets/');

/** What is in git's objects, which are compressed: commits, trees and files of every repository on claims and in pods. */
async function* inRepositoriesOf(folder: string, canaries: Canaries): AsyncGenerator<Sighting> {
  const heads = [...filesBelow(folder)].filter(([path]) => path.endsWith('/HEAD') && !path.includes('/logs/'));
  for (const [path] of heads) {
    const repository = join(path, '..');
    const objects = git(repository, ['cat-file', '--batch-all-objects', '--batch', '--buffer']);
    if (objects) yield* found('git objects', objects, canaries, repository);
  }
}

async function inRepositories(canaries: Canaries): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  for (const folder of ['volumes', 'kubelet/pods'])
    for await (const one of inRepositoriesOf(join(STATE, folder), canaries)) sightings.push(one);
  return sightings;
}

function git(repository: string, args: readonly string[]): Buffer | undefined {
  try {
    return execFileSync('git', ['-c', 'safe.directory=*', '--git-dir', repository, ...args], {
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined; // no repository, or one of a worktree, whose objects are elsewhere
  }
}

/** Every object of the namespace but Secrets, events and their like included. */
async function everyObject(namespace: string): Promise<string> {
  const kinds = (await kubectl(['api-resources', '--namespaced', '--verbs=list', '-o', 'name'])).trim().split('\n');
  const others = kinds.filter((kind) => kind !== 'secrets' && !kind.endsWith('.metrics.k8s.io'));
  return kubectl(['get', others.join(), '-n', namespace, '-o', 'json', '--show-managed-fields']);
}

/** Environment and arguments of every process of the cluster, its own parts included. */
export async function inProcesses(canaries: Canaries): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  for (const pid of await processesInGroups())
    for (const file of ['environ', 'cmdline']) {
      const name = read(`/proc/${pid}/comm`)?.toString().trim() ?? 'gone';
      const text = read(`/proc/${pid}/${file}`);
      if (text) sightings.push(...found(file, text, canaries, name));
    }
  return sightings;
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
