import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, succeeds } from '../tools/command';
import { GIT_ADDRESS } from './addresses';
import { INSIDE } from './network-namespace';
import { DEPLOY_KEYS, GIT_TOKENS, PROJECT, REPOSITORIES, SSH } from './paths';
import { startProcess } from './processes';
import { waitUntil } from './wait-until';

/** Debian installs it outside most users' PATH; it refuses to run if started by a relative name. */
const SSHD = '/usr/sbin/sshd';
const HOST_KEY = join(SSH, 'host');

// A key gives access to the repositories in its authorized_keys line only: no shell, forwarding or password.
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

/** Start OpenSSH's server beside the git server, with its own host key and no deploy keys. */
export async function startSshServer(): Promise<void> {
  await mkdir(SSH, { recursive: true });
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'git server', '-f', HOST_KEY]);
  await writeFile(DEPLOY_KEYS, '');
  await writeFile(join(SSH, 'sshd_config'), settings.map((line) => `${line}\n`).join(''));
  // Every session runs this instead of a shell. A copy, since a key's line cannot contain every project path.
  await writeFile(join(SSH, 'session'), await readFile(join(PROJECT, 'devcluster/ssh-session.sh')));
  await chmod(join(SSH, 'session'), 0o755);
  // Compiled into Debian's sshd.
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  await startProcess('ssh-server', [SSHD, '-D', '-e', '-f', join(SSH, 'sshd_config')]);
  await waitUntil('ssh-server', 20, () =>
    succeeds(INSIDE[0], [...INSIDE.slice(1), 'ssh-keyscan', '-t', 'ed25519', '-T', '2', GIT_ADDRESS]),
  );
}
