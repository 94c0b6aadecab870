import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensureDebianPackages } from '../tools/apt';
import { artefact, CACHE } from '../tools/cache';
import { run, succeeds } from '../tools/command';

/** An image as a file: its name, and the path of an archive for `ctr import`. */
export interface BuiltImage {
  readonly reference: string;
  readonly archive: string;
  /** Changes when the image does. */
  readonly key: string;
}

/** The inputs of an image. */
export interface ImageSource {
  /** Name and tag of the image. */
  readonly reference: string;
  readonly dockerfile: string;
  readonly context: string;
  /** The image for the Dockerfile's argument BASE. */
  readonly base?: BuiltImage;
  /** Changes when anything that the Dockerfile reads changes. */
  readonly key: string;
}

// A separate store that can be thrown away. Overlays avoid a full copy of the image for each layer, and containerd
// needs them anyway. Isolation `chroot` needs no namespaces or cgroups.
const STORE = join(CACHE, 'buildah-overlay');
const BUILDAH = ['--root', join(STORE, 'root'), '--runroot', join(STORE, 'run'), '--storage-driver', 'overlay'];

/** Build an image without a Docker daemon, once per key. */
export async function buildImage({ base, ...source }: ImageSource): Promise<BuiltImage> {
  await ensureDebianPackages([{ name: 'buildah', file: '/usr/bin/buildah' }]);
  const name = `image-${source.reference.replace(/[^a-z0-9.]+/g, '-')}`;
  const folder = await artefact(name, source.key, async (output) => {
    await mkdir(STORE, { recursive: true });
    const values = base ? ['--build-arg', `BASE=${base.reference}`] : [];
    if (base) await ensureInStore(base);
    const how = ['--isolation', 'chroot', '--layers', '--pull-never', '--format', 'docker', '-f', source.dockerfile];
    await run('buildah', [...BUILDAH, 'bud', ...how, ...values, '-t', source.reference, source.context]);
    const archive = `docker-archive:${join(output, 'image.tar')}:${source.reference}`;
    await run('buildah', [...BUILDAH, 'push', '-q', source.reference, archive]);
  });
  await forgetOthers(folder);
  return { reference: source.reference, archive: join(folder, 'image.tar'), key: source.key };
}

/** The store may have been deleted since the archive was made. */
async function ensureInStore(image: BuiltImage): Promise<void> {
  if (await succeeds('buildah', [...BUILDAH, 'inspect', '--type', 'image', image.reference])) return;
  await run('buildah', [...BUILDAH, 'pull', '-q', `docker-archive:${image.archive}`]);
}

/** Removes earlier images of the same name: with every changed bundle they would fill the disk. */
async function forgetOthers(folder: string): Promise<void> {
  for (const key of await readdir(dirname(folder)))
    if (key !== basename(folder) && !key.includes('.')) await rm(join(dirname(folder), key), { recursive: true });
}
