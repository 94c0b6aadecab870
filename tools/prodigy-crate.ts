import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The release of Prodigy whose published package brings the real workflow files that tests run. */
const VERSION = '0.4.4';
/** Of the published package; the crate index says the same. */
const SHA256 = '75cbcd02f5d1bdb822e05499658e0168f2c9c9ca2b288ec713e501d672966381';

const cache = (): string => process.env.PRODIGY_CACHE ?? join(homedir(), '.cache', 'prodigy-kubernetes');

/**
 * Text of a workflow file of the published Prodigy package, for example `tests/minimal-mapreduce.yml`.
 * Fetched once with cargo, kept outside the repository.
 * @throws Error where cargo cannot be had or the package is not the pinned one.
 */
export function realWorkflow(name: string): string {
  return readFileSync(join(unpacked(), 'workflows', name), 'utf8');
}

/** Fetch the package now, for tests that will run where no registry can be reached. */
export function fetchRealWorkflows(): void {
  unpacked();
}

function unpacked(): string {
  const folder = join(cache(), `prodigy-${VERSION}`);
  if (existsSync(folder)) return folder;
  const crate = download();
  const actual = createHash('sha256').update(readFileSync(crate)).digest('hex');
  if (actual !== SHA256)
    throw new Error(`'prodigy-${VERSION}.crate' must have SHA-256 ${SHA256}, got ${actual}: remove ${crate}`);
  const scratch = join(cache(), `prodigy-${VERSION}.${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  execFileSync('tar', ['-xzf', crate, '-C', scratch, '--strip-components=1', `prodigy-${VERSION}/workflows`]);
  if (existsSync(folder)) rmSync(scratch, { recursive: true });
  else renameSync(scratch, folder);
  return folder;
}

function download(): string {
  ensureCargo();
  const home = join(cache(), 'cargo');
  mkdirSync(home, { recursive: true });
  execFileSync('cargo', ['info', '--quiet', `prodigy@${VERSION}`], {
    cwd: home,
    env: { ...process.env, CARGO_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const registries = join(home, 'registry', 'cache');
  const found = readdirSync(registries)
    .map((registry) => join(registries, registry, `prodigy-${VERSION}.crate`))
    .find((file) => existsSync(file));
  if (!found) throw new Error(`'cargo info prodigy@${VERSION}' must download the package: see ${registries}`);
  return found;
}

function ensureCargo(): void {
  try {
    execFileSync('cargo', ['--version'], { stdio: 'ignore' });
  } catch {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const packages = ['cargo-web', 'ca-certificates'];
    const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
    execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
