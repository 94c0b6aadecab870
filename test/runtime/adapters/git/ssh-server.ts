import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from './temporary-repository';

/** Debian puts it where only root's PATH looks; started by a relative name it refuses to run. */
const SSHD = '/usr/sbin/sshd';

/** OpenSSH's server on loopback, with a configuration and keys of its own. Ends with {@link stop}. */
export class SshServer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    public readonly port: number,
  ) {}

  public static async start(): Promise<SshServer> {
    const folder = temporaryFolder();
    for (const name of ['host', 'user', 'stranger']) makeKey(join(folder, name));
    writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'user.pub')));
    const port = await freePort();
    const settings = [
      'ListenAddress 127.0.0.1',
      `Port ${port}`,
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      // Commands that stand in for those of a forge.
      `SetEnv PATH=${folder}:${process.env.PATH}`,
    ];
    writeFileSync(join(folder, 'sshd_config'), settings.map((line) => `${line}\n`).join(''));
    privilegeSeparationFolder();
    const sshd = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' });
    await listening(port, sshd);
    return new SshServer(sshd, folder, port);
  }

  /** Address of a repository on this machine. */
  public url(path: string): string {
    return `ssh://${userInfo().username}@127.0.0.1:${this.port}${path}`;
  }

  /** The private key that the server takes, and one that it does not know. */
  public key(name: 'user' | 'stranger' = 'user'): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** The line that names the server by its own key, or by another. */
  public knownHosts(name: 'host' | 'stranger' = 'host'): string {
    return `[127.0.0.1]:${this.port} ${readFileSync(join(this.folder, `${name}.pub`), 'utf8')}`;
  }

  /** Let the server have a command, as forges have. */
  public command(name: string, script: string): void {
    writeFileSync(join(this.folder, name), script, { mode: 0o755 });
  }

  public async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await ended;
  }
}

function makeKey(path: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
  chmodSync(path, 0o600);
}

/** A compiled-in path; without root the server does not ask for it. */
function privilegeSeparationFolder(): void {
  if (process.getuid?.() === 0) execFileSync('mkdir', ['-p', '-m', '755', '/run/sshd']);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number, sshd: ChildProcess): Promise<void> {
  for (;;) {
    if (sshd.exitCode !== null) throw new Error(`sshd must run, got exit code ${sshd.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(20);
  }
}
