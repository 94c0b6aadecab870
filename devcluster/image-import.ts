import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../tools/command';
import { progress } from '../tools/progress';
import { agentImage } from './agent-image';
import { redisImage } from './cluster-images';
import { CONTAINERD_SOCKET, PROJECT, STATE } from './paths';

const IMPORTED = join(STATE, 'imported-images');

/** Put image archives into the running cluster, those that it already has left out. */
export async function importImages(archives: readonly string[]): Promise<void> {
  const imported = new Set((await readFile(IMPORTED, 'utf8').catch(() => '')).split('\n'));
  for (const archive of new Set(archives)) {
    if (imported.has(archive)) continue;
    await run('ctr', ['--address', CONTAINERD_SOCKET, '--namespace', 'k8s.io', 'images', 'import', archive]);
    imported.add(archive);
  }
  await writeFile(IMPORTED, [...imported].join('\n'));
}

/** Build the images of a run from the bundle that is there, under the names that `images.lock` gives them; put them into the running cluster. */
export async function importRunImages(): Promise<void> {
  progress('images: agent and redis');
  const lock = JSON.parse(await readFile(join(PROJECT, 'images.lock'), 'utf8'));
  const reference = (name: string) => `${lock[name].repository}:${lock[name].tag}`;
  await importImages([await agentImage(reference('agent')), await redisImage(reference('redis'))]);
}
