import { join } from 'node:path';
import { CACHE, exists } from './cache';
import { run, succeeds } from './command';
import { withLock } from './file-lock';
import { progress } from './progress';

/** A Debian package and one of its files, whose presence shows that it is installed. */
export interface DebianPackage {
  readonly name: string;
  readonly file: string;
}

// RUNLEVEL=1 keeps package scripts from starting services on the machine: only the files are needed.
const APT_ENVIRONMENT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };

// Wait up to ten minutes for other installations; our own also take a lock, because `update` cannot wait.
const INSTALL = ['-o', 'DPkg::Lock::Timeout=600', 'install', '-qy', '--no-install-recommends'];

/** Install the packages that are missing. Throws if apt cannot. */
export async function ensureDebianPackages(packages: readonly DebianPackage[]): Promise<void> {
  const missing: string[] = [];
  for (const { name, file } of packages) if (!(await exists(file))) missing.push(name);
  await installDebianPackages(missing);
}

/** Install packages. Throws if that needs a person: without root, or on a system other than Debian. */
export async function installDebianPackages(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  if (process.getuid?.() !== 0 || !(await succeeds('/bin/sh', ['-c', 'command -v apt-get'])))
    throw new Error(
      `'${names.join(', ')}' must be installed, got no root or no apt-get to do it with: use your package manager`,
    );
  await withLock(join(CACHE, 'apt.lock'), async () => {
    progress(`apt: installing ${names.join(' ')}`);
    await run('apt-get', ['update', '-q'], { env: APT_ENVIRONMENT });
    await run('apt-get', [...INSTALL, ...names], { env: APT_ENVIRONMENT });
  });
}
