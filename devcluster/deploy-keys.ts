import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { run } from '../tools/command';
import { GIT_HOST } from './addresses';
import { DEPLOY_KEYS, SSH } from './paths';

/** Make a key that opens these repositories, `<owner>/<name>`, over SSH. Returns its private half, as OpenSSH writes it. */
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

/** The line by which clients know the server. */
export const knownHostsLine = async (): Promise<string> =>
  `${GIT_HOST} ${(await readFile(join(SSH, 'host.pub'), 'utf8')).trim()}`;

/** Address of a repository over SSH; the server knows the user that runs it, and no other. */
export const sshUrl = (name: string): string => `ssh://${userInfo().username}@${GIT_HOST}/${name}.git`;
