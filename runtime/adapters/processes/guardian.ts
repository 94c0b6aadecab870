import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads `+ GROUP` and `- GROUP`; once nobody is left who could write, kills the groups that are left. Ctrl-C at the
 * terminal is the program's business.
 */
const WATCH = `
trap '' HUP INT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/** A command names its own group before it begins; so no moment is left at which nobody knows of it. */
const REGISTER = 'echo "+ $$" >&3; exec 3>&-; ';

/**
 * Ends the commands of this process where it is killed and cannot do so itself: a small process beside it, which goes
 * when it goes.
 */
export class Guardian {
  private constructor(private readonly watcher: ChildProcess) {}

  public static async start(): Promise<Guardian> {
    const watcher = spawn('sh', ['-c', WATCH], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    watcher.stdin?.on('error', () => undefined); // whoever killed it did so on purpose
    await once(watcher, 'spawn');
    return new Guardian(watcher);
  }

  /** Whether it still watches: it can be killed like any other process. */
  public get watches(): boolean {
    return this.channel.writable;
  }

  /** Number of the process beside this one. */
  public get pid(): number {
    return this.watcher.pid as number;
  }

  /** A command that makes itself known first; it needs {@link channel} as its file descriptor 3. */
  public known(argv: readonly string[]): string[] {
    const [program, ...rest] = argv as readonly [string, ...string[]];
    if (program === 'sh' && rest[0] === '-c' && rest.length === 2) return ['sh', '-c', REGISTER + rest[1]];
    if (program === 'sh') return ['sh', '-c', `${REGISTER}exec sh "$@"`, 'sh', ...rest];
    const absent = `{ printf '%s: not found\\n' "$1" >&2; exit 127; }`;
    return ['sh', '-c', `${REGISTER}command -v -- "$1" >/dev/null || ${absent}; exec "$@"`, 'sh', ...argv];
  }

  public get channel(): NonNullable<ChildProcess['stdin']> {
    return this.watcher.stdin as NonNullable<ChildProcess['stdin']>;
  }

  /** A command has ended with all of its group. */
  public forget(group: number | undefined): void {
    if (group !== undefined && this.watches) this.channel.write(`- ${group}\n`);
  }

  /** Let the process beside this one go. */
  public async dismiss(): Promise<void> {
    if (this.watcher.exitCode !== null || this.watcher.signalCode !== null) return;
    const gone = once(this.watcher, 'exit');
    this.channel.end();
    await gone;
  }
}
