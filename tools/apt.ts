import { exists } from './cache';
import { run } from './command';
import { progress } from './progress';

/** A Debian package and a file it brings, by which its presence is told. */
export interface DebianPackage {
  readonly name: string;
  readonly file: string;
}

// RUNLEVEL=1 keeps a package's start script from starting its service on the machine: only the files are wanted.
const APT_ENVIRONMENT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };

/** Install those packages that are missing. Throws when apt cannot: needs root. */
export async function ensureDebianPackages(packages: readonly DebianPackage[]): Promise<void> {
  const missing: string[] = [];
  for (const { name, file } of packages) if (!(await exists(file))) missing.push(name);
  if (missing.length === 0) return;
  progress(`apt: installing ${missing.join(' ')}`);
  await run('apt-get', ['update', '-q'], { env: APT_ENVIRONMENT });
  await run('apt-get', ['install', '-qy', '--no-install-recommends', ...missing], { env: APT_ENVIRONMENT });
}
