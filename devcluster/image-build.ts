import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDebianPackages } from '../tools/apt';
import { artefact, CACHE } from '../tools/cache';
import { run } from '../tools/command';

/** What an image is made of. */
export interface ImageSource {
  /** Name and tag that the image gets. */
  readonly reference: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly buildArguments?: Readonly<Record<string, string>>;
  /** Changes when anything does that the Dockerfile reads. */
  readonly key: string;
}

// buildah's own store, so that it can be thrown away; vfs and chroot work where overlays and namespaces do not.
const STORE = ['--root', join(CACHE, 'buildah', 'root'), '--runroot', join(CACHE, 'buildah', 'run')];
const BUILDAH = [...STORE, '--storage-driver', 'vfs'];

/** Build an image without a Docker daemon, once per key. Returns the path of its archive, which `ctr` imports. */
export async function buildImage(source: ImageSource): Promise<string> {
  await ensureDebianPackages([{ name: 'buildah', file: '/usr/bin/buildah' }]);
  const name = `image-${source.reference.replace(/[^a-z0-9.]+/g, '-')}`;
  const folder = await artefact(name, source.key, async (output) => {
    await mkdir(join(CACHE, 'buildah'), { recursive: true });
    const values = Object.entries(source.buildArguments ?? {}).flatMap(([key, value]) => [
      '--build-arg',
      `${key}=${value}`,
    ]);
    const how = ['--isolation', 'chroot', '--layers', '--pull-never', '--format', 'docker', '-f', source.dockerfile];
    await run('buildah', [...BUILDAH, 'bud', ...how, ...values, '-t', source.reference, source.context]);
    const archive = `docker-archive:${join(output, 'image.tar')}:${source.reference}`;
    await run('buildah', [...BUILDAH, 'push', '-q', source.reference, archive]);
  });
  return join(folder, 'image.tar');
}

/** Forget every built layer; the archives stay. */
export const deleteBuildStore = () => rm(join(CACHE, 'buildah'), { recursive: true, force: true });
