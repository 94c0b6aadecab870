import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact } from './cache';
import { run } from './command';
import { checkDigest } from './digest';
import { ensurePrograms } from './programs';

/** The Prodigy release whose published package contains the real workflow files that tests run. */
const VERSION = '0.4.4';
const PACKAGE = `prodigy-${VERSION}`;
const SHA256 = '75cbcd02f5d1bdb822e05499658e0168f2c9c9ca2b288ec713e501d672966381';

/** Folders with workflows in the package. */
const FOLDERS = ['workflows', 'examples'];

/**
 * Text of a workflow file in the published Prodigy package, such as `workflows/implement.yml`. cargo downloads it once,
 * outside the repository. Throws if cargo is not available or the package is not the pinned one.
 */
export async function realWorkflow(name: string): Promise<string> {
  return readFile(join(await fetchRealWorkflows(), name), 'utf8');
}

/** The folder with all of them; fetched early for tests that run where no registry can be reached. */
export const fetchRealWorkflows = (): Promise<string> => artefact('prodigy-package', VERSION, unpackCrate);

async function unpackCrate(folder: string): Promise<void> {
  const home = join(folder, 'cargo');
  const crate = await download(home);
  await checkDigest(crate, 'sha256', SHA256);
  await run('tar', [
    '-xzf',
    crate,
    '-C',
    folder,
    '--strip-components=1',
    ...FOLDERS.map((name) => `${PACKAGE}/${name}`),
  ]);
  await rm(home, { recursive: true });
}

/** `cargo info` downloads the package to show its description. Returns the path of the crate. */
async function download(home: string): Promise<string> {
  await ensurePrograms(['cargo']);
  await mkdir(home);
  await run('cargo', ['info', '--quiet', `prodigy@${VERSION}`], {
    cwd: home,
    env: { ...process.env, CARGO_HOME: home },
  });
  const crate = (await readdir(home, { recursive: true })).find((name) => name.endsWith(`${PACKAGE}.crate`));
  if (crate === undefined) throw new Error(`'${PACKAGE}.crate' must be in cargo's cache, got none: see 'cargo info'`);
  return join(home, crate);
}
