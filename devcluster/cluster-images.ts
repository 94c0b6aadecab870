import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keyOf } from '../tools/cache';
import { pauseBinary } from '../tools/cluster-addons';
import { debianRoot } from '../tools/debian-root';
import { gitAuthority } from './certificates';
import { type BuiltImage, buildImage } from './image-build';
import { BASE_IMAGE, PAUSE_IMAGE } from './image-names';
import { AUTHORITY_CERTIFICATE } from './paths';

const DOCKERFILES = join(__dirname, 'images');

/** The image that keeps a pod's namespaces open. */
export async function pauseImage(): Promise<BuiltImage> {
  const dockerfile = join(DOCKERFILES, 'pause.Dockerfile');
  const context = await pauseBinary();
  return buildImage({ reference: PAUSE_IMAGE, dockerfile, context, key: keyOf(context, await readFile(dockerfile)) });
}

/** The base image. */
export async function baseImage(): Promise<BuiltImage> {
  const dockerfile = join(DOCKERFILES, 'base.Dockerfile');
  const root = await debianRoot({ path: AUTHORITY_CERTIFICATE, certificate: await gitAuthority() });
  const key = keyOf(root, await readFile(dockerfile));
  return buildImage({ reference: BASE_IMAGE, dockerfile, context: dirname(root), key });
}

/** The Redis image under this name. */
export async function redisImage(reference: string): Promise<BuiltImage> {
  const base = await baseImage();
  const dockerfile = join(DOCKERFILES, 'redis.Dockerfile');
  const entrypoint = await readFile(join(DOCKERFILES, 'docker-entrypoint.sh'));
  const key = keyOf(reference, base.key, await readFile(dockerfile), entrypoint);
  return buildImage({ reference, dockerfile, context: DOCKERFILES, base, key });
}
