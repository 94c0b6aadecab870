import { resolve } from 'node:path';
import { STDIN } from './kubeconfig-on-stdin';

/**
 * A kubeconfig as it is recorded in the user's file: commands in any folder must find it.
 * @param path as given; `~/` is the home folder of whoever reads the file.
 */
export const recordedKubeconfig = (path: string | undefined, cwd: string): string | undefined =>
  !path || path === STDIN || path.startsWith('~/') ? path : resolve(cwd, path);
