import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyOf } from '../tools/cache';
import { baseImage } from './cluster-images';
import { type BuiltImage, buildImage } from './image-build';
import { PROJECT } from './paths';

/** All files that the Dockerfile reads; the launcher contains the bundle's hash. */
const INPUTS = [
  'runtime/images/Dockerfile',
  'runtime/images/prodigy-askpass',
  'dist/runtime/prodigy-worker.cjs',
  'tools/keep-code.cjs',
];

/** The agent image, made with the real Dockerfile and the existing bundle. Throws if there is none. */
export async function agentImage(reference: string): Promise<BuiltImage> {
  const base = await baseImage();
  const contents = await Promise.all(INPUTS.map(readInput));
  return buildImage({
    reference,
    dockerfile: join(PROJECT, 'runtime/images/Dockerfile'),
    context: PROJECT,
    base,
    key: keyOf(reference, base.key, ...contents),
  });
}

async function readInput(path: string): Promise<Buffer> {
  try {
    return await readFile(join(PROJECT, path));
  } catch {
    throw new Error(`'${path}' must be there, got nothing: run npm run build`);
  }
}
