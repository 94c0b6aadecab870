import { run } from './command';
import { goEnvironment } from './go';

/** A pinned Go module. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** Hash of the module in go.sum format. */
  readonly sum: string;
}

/**
 * Download a module into the module cache.
 *
 * @param folder to work in.
 * @returns the folder of the module. Its hash is compared with the pinned one, so no checksum server is needed.
 */
export async function downloadedModule({ path, version, sum }: GoModule, folder: string): Promise<string> {
  const env = { ...(await goEnvironment()), GOSUMDB: 'off' };
  const answer = JSON.parse(await run('go', ['mod', 'download', '-json', `${path}@${version}`], { cwd: folder, env }));
  if (answer.Sum !== sum)
    throw new Error(`'${path}@${version}' must have the hash ${sum}, got ${answer.Sum}: do not use it`);
  return answer.Dir;
}
