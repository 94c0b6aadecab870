import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact } from './cache';
import { run } from './command';
import { checkDigest } from './digest';
import { ensurePrograms } from './programs';

/** The release of Prodigy whose published package brings the real workflow files that tests run. */
const VERSION = '0.4.4';
const PACKAGE = `prodigy-${VERSION}`;
const SHA256 = '75cbcd02f5d1bdb822e05499658e0168f2c9c9ca2b288ec713e501d672966381';

/** Where the package has workflows. */
const FOLDERS = ['workflows', 'examples'];

/**
 * Text of a workflow file of the published Prodigy package, for example `workflows/implement.yml`. Fetched once with
 * cargo, kept outside the repository. Throws where cargo cannot be had or the package is not the pinned one.
 */
export async function realWorkflow(name: string): Promise<string> {
  return readFile(join(await fetchRealWorkflows(), name), 'utf8');
}

/** The folder with all of them; fetched now, for tests that will run where no registry can be reached. */
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

/** To look at a package's description, cargo downloads it. Returns the path of the crate. */
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
