import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { quoted } from '../../../language/shell/quoted';
import { after } from './prelude';

/**
 * Reads `+ GROUP` and `- GROUP` from a named pipe; once the program that holds the pipe is gone, kills the remaining
 * groups. Ignores Ctrl-C at the terminal, which is for the program to handle.
 */
const WATCH = `
trap '' HUP INT TERM
trap 'rm -f "$1/groups"; rmdir "$1"' EXIT
mkfifo -m 600 "$1/groups" && echo made || exit
exec <"$1/groups"
echo read
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/**
 * A small process beside this one that ends this process's commands if it is killed and cannot do so itself. It ends
 * with this process.
 */
export class Guardian {
  private constructor(
    private readonly watcher: ChildProcess,
    private readonly pipe: string,
    private readonly channel: Socket,
  ) {
    channel.on('error', () => undefined); // if it was killed, that was on purpose
  }

  /** @param temporary folder for its pipe. */
  public static async start(temporary: string): Promise<Guardian> {
    const folder = await mkdtemp(join(temporary, 'prodigy-guardian-'));
    const args = ['-c', WATCH, 'sh', folder];
    const watcher = spawn('sh', args, { cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const heard = (): Promise<unknown> => Promise.race([once(watcher.stdout, 'data'), once(watcher, 'close')]);
    await heard();
    const pipe = join(folder, 'groups');
    // Also for reading, or the first of the two to open it would wait for the other.
    const fd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    await heard();
    return new Guardian(watcher, pipe, new Socket({ fd, readable: false, writable: true }));
  }

  /** Whether it is still watching: it can be killed like any other process. */
  public get watches(): boolean {
    return this.watcher.exitCode === null && this.watcher.signalCode === null;
  }

  /** Process id of the guardian. */
  public get pid(): number {
    return this.watcher.pid as number;
  }

  /**
   * Wrap a command so that it registers its own process group first: at no moment is it unknown to the guardian. If
   * this process is gone by then, the command ends at once.
   */
  public known(argv: readonly string[]): string[] {
    const register = `echo "+ $$" 2>/dev/null 1<>${quoted(this.pipe)}; kill -0 ${process.pid} 2>/dev/null || exit 143; `;
    return after(register, argv);
  }

  /** Unregister a command whose whole process group has ended. */
  public forget(group: number): void {
    if (this.watches) this.channel.write(`- ${group}\n`);
  }

  /** End the guardian. */
  public async dismiss(): Promise<void> {
    const gone = this.watches ? once(this.watcher, 'exit') : undefined;
    this.channel.end();
    await gone;
    await rm(dirname(this.pipe), { recursive: true, force: true });
  }
}
