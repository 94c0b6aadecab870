import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The program of the npm package that runs what is in a folder: its own, since values of another SDK are none of its. */
export const runnerOf = (folder: string, command: 'run' | 'run-policy-pack'): string =>
  createRequire(join(folder, 'package.json')).resolve(`@pulumi/pulumi/cmd/${command}`);
