import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDebianPackages } from './apt';
import { artefact } from './cache';
import { run } from './command';
import { ensurePrograms } from './programs';

/** The Prodigy release to compare with; its package pins the versions of everything it is built from. */
const VERSION = '0.4.4';

/** Libraries that the build links against. */
const LIBRARIES = [
  { name: 'libssl-dev', file: '/usr/include/openssl/ssl.h' },
  { name: 'pkg-config', file: '/usr/bin/pkg-config' },
];

/** Path of the real Prodigy. The first call builds it with cargo, which takes minutes. Throws if that fails. */
export async function prodigyProgram(): Promise<string> {
  const folder = await artefact('prodigy', VERSION, async (output) => {
    await ensurePrograms(['cargo', 'cc']);
    await ensureDebianPackages(LIBRARIES);
    const target = join(output, 'target');
    const install = ['install', '--quiet', 'prodigy', '--version', VERSION, '--locked', '--root', output];
    // With low priority, because a build takes minutes and others may be working on the machine.
    await run('nice', ['cargo', ...install], { env: { ...process.env, CARGO_TARGET_DIR: target } });
    await rm(target, { recursive: true });
  });
  return join(folder, 'bin', 'prodigy');
}
