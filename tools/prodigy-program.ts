import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDebianPackages } from './apt';
import { artefact } from './cache';
import { run } from './command';
import { ensurePrograms } from './programs';

/** The release of Prodigy that ours is compared with; its package pins the versions of all that it is built from. */
const VERSION = '0.4.4';

/** What the build links against. */
const LIBRARIES = [
  { name: 'libssl-dev', file: '/usr/include/openssl/ssl.h' },
  { name: 'pkg-config', file: '/usr/bin/pkg-config' },
];

/** Path of the real Prodigy, built with cargo the first time: that takes minutes. Throws where cargo cannot. */
export async function prodigyProgram(): Promise<string> {
  const folder = await artefact('prodigy', VERSION, async (output) => {
    await ensurePrograms(['cargo', 'cc']);
    await ensureDebianPackages(LIBRARIES);
    const target = join(output, 'target');
    const install = ['install', '--quiet', 'prodigy', '--version', VERSION, '--locked', '--root', output];
    // Nice, because a build of minutes should not take the machine from whoever works on it.
    await run('nice', ['cargo', ...install], { env: { ...process.env, CARGO_TARGET_DIR: target } });
    await rm(target, { recursive: true });
  });
  return join(folder, 'bin', 'prodigy');
}
