import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppProps } from './app';
import { bundledWorkflows } from './bundled-workflows';
import { parseImages } from './images';
import { targets } from './targets';

/**
 * Read what the manifests of this project are rendered from. Called by entry points only.
 *
 * @param root folder of the project.
 * @param imagesFile the image lock. @default - images.lock of the project
 * @throws Error naming the file that cannot be read or used.
 */
export function readProject(root: string, imagesFile = join(root, 'images.lock')): AppProps {
  return {
    clusters: targets,
    workflows: bundledWorkflows.map((workflow) => ({
      ...workflow,
      text: readFileSync(join(root, workflow.file), 'utf8'),
    })),
    images: parseImages(readFileSync(imagesFile, 'utf8'), imagesFile),
  };
}
