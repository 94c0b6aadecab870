import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { run } from '../tools/command';
import { GIT_HOST } from './addresses';
import { DEPLOY_KEYS, SSH } from './paths';

/** Create a key with SSH access to these repositories, `<owner>/<name>`. Returns the private key in OpenSSH format. */
export async function createDeployKey(repositories: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'prodigy-deploy-key-'));
  try {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'deploy key', '-f', join(folder, 'key')]);
    const forced = `restrict,command="${join(SSH, 'session')} ${repositories.join(' ')}"`;
    await appendFile(DEPLOY_KEYS, `${forced} ${await readFile(join(folder, 'key.pub'), 'utf8')}`);
    return await readFile(join(folder, 'key'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The server's line for a known_hosts file. */
export const knownHostsLine = async (): Promise<string> =>
  `${GIT_HOST} ${(await readFile(join(SSH, 'host.pub'), 'utf8')).trim()}`;

/** SSH URL of a repository; the server accepts only the user that it runs as. */
export const sshUrl = (name: string): string => `ssh://${userInfo().username}@${GIT_HOST}/${name}.git`;
