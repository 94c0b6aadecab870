import { join } from 'node:path';
import { run } from '../tools/command';
import { PROJECT } from './paths';

/** Build this repository's programs into dist/, like `npm run build`. */
export async function buildBundle(): Promise<void> {
  await run(process.execPath, [join('tools', 'build.mjs')], { cwd: PROJECT });
}
