import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, succeeds } from '../tools/command';
import { GIT_ADDRESS } from './addresses';
import { INSIDE } from './network-namespace';
import { DEPLOY_KEYS, GIT_TOKENS, PROJECT, REPOSITORIES, SSH } from './paths';
import { startProcess } from './processes';
import { waitUntil } from './wait-until';

/** Debian puts it where only root's PATH looks; started by a relative name it refuses to run. */
const SSHD = '/usr/sbin/sshd';
const HOST_KEY = join(SSH, 'host');

// A key opens what its line among the deploy keys names, and nothing else: no shell, no forwarding, no password.
const settings = [
  `ListenAddress ${GIT_ADDRESS}`,
  'Port 22',
  `HostKey ${HOST_KEY}`,
  `AuthorizedKeysFile ${DEPLOY_KEYS}`,
  'PidFile none',
  'StrictModes no',
  'UsePAM no',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
  'PermitRootLogin forced-commands-only',
  'DisableForwarding yes',
  'AcceptEnv GIT_PROTOCOL',
  'MaxStartups 100',
  `SetEnv FORGE_REPOSITORIES=${REPOSITORIES} FORGE_TOKENS=${GIT_TOKENS}`,
];

/** Start OpenSSH's server beside the git server, with a host key of its own and no deploy key. */
export async function startSshServer(): Promise<void> {
  await mkdir(SSH, { recursive: true });
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'git server', '-f', HOST_KEY]);
  await writeFile(DEPLOY_KEYS, '');
  await writeFile(join(SSH, 'sshd_config'), settings.map((line) => `${line}\n`).join(''));
  // What every session runs in place of a shell; a copy, since the project may lie where a key's line cannot name it.
  await writeFile(join(SSH, 'session'), await readFile(join(PROJECT, 'devcluster/ssh-session.sh')));
  await chmod(join(SSH, 'session'), 0o755);
  // A compiled-in path of Debian's.
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  await startProcess('ssh-server', [SSHD, '-D', '-e', '-f', join(SSH, 'sshd_config')]);
  await waitUntil('ssh-server', 20, () =>
    succeeds(INSIDE[0], [...INSIDE.slice(1), 'ssh-keyscan', '-t', 'ed25519', '-T', '2', GIT_ADDRESS]),
  );
}
