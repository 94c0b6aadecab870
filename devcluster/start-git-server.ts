import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { succeeds } from '../tools/command';
import { GIT_ADDRESS, GIT_HOST } from './addresses';
import { INSIDE } from './network-namespace';
import { AUTHORITY_CERTIFICATE, GIT_TOKENS, PROJECT, REPOSITORIES } from './paths';
import { startProcess } from './processes';
import { waitUntil } from './wait-until';

/** Start the git server, with one token and no repositories, and wait until it responds. */
export async function startGitServer(): Promise<void> {
  await mkdir(REPOSITORIES, { recursive: true });
  await writeFile(GIT_TOKENS, `${randomBytes(20).toString('hex')}\n`);
  const loader = join(PROJECT, 'node_modules/tsx/dist/loader.mjs');
  const environment = { ...(process.env.PRODIGY_CACHE && { PRODIGY_CACHE: process.env.PRODIGY_CACHE }) };
  const program = [process.execPath, '--import', loader, join(__dirname, 'git-server.ts')];
  await startProcess('git-server', program, environment);
  const where = ['--cacert', AUTHORITY_CERTIFICATE, '--resolve', `${GIT_HOST}:443:${GIT_ADDRESS}`];
  const probe = [...INSIDE, 'curl', '-s', '-o', '/dev/null', ...where, `https://${GIT_HOST}/`];
  await waitUntil('git-server', 20, () => succeeds(probe[0]!, probe.slice(1)));
}
