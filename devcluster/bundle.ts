import { join } from 'node:path';
import { run } from '../tools/command';
import { PROJECT } from './paths';

/** Build the programs of this repository into dist/, as `npm run build` does. */
export async function buildBundle(): Promise<void> {
  await run(process.execPath, [join('tools', 'build.mjs')], { cwd: PROJECT });
}
