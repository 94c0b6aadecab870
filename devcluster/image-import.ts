import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../tools/command';
import { progress } from '../tools/progress';
import { agentImage } from './agent-image';
import { redisImage } from './cluster-images';
import type { BuiltImage } from './image-build';
import { CONTAINERD_SOCKET, PROJECT } from './paths';

/** Import images into the running cluster, except those that it already has. */
export async function importImages(images: readonly BuiltImage[]): Promise<void> {
  for (const { reference, archive, key } of images) {
    const kept = `localhost/prodigy-dev/kept:${key}`;
    if ((await ctr('list', '--quiet', `name==${kept}`)).trim() === kept) {
      await ctr('tag', '--force', kept, reference);
      continue;
    }
    await ctr('import', archive);
    // A second name keeps the layers when the first one moves: containerd would collect shared ones during an import.
    await ctr('tag', '--force', reference, kept);
  }
}

const ctr = (...args: string[]): Promise<string> =>
  run('ctr', ['--address', CONTAINERD_SOCKET, '--namespace', 'k8s.io', 'images', ...args]);

/** Build a run's images from the existing bundle, under their names in `images.lock`, and import them all. */
export async function importRunImages(): Promise<void> {
  progress('images: agent and redis');
  const lock = JSON.parse(await readFile(join(PROJECT, 'images.lock'), 'utf8'));
  const reference = (name: string) => `${lock[name].repository}:${lock[name].tag}`;
  await importImages([await agentImage(reference('agent')), await redisImage(reference('redis'))]);
}
