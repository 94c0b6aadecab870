import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { quoted } from '../../../language/shell/quoted';
import { LineReader } from './line-reader';
import { NamedPipe } from './named-pipe';
import { after } from './prelude';
import type { Start, Started } from './started';

/** Removes its pipes when it ends. It uses positional parameters, since a program's variables may have any name. */
const PREPARE = (folder: string): string => `
set -- ${quoted(folder)} "$(command -v setsid)"
trap 'rm -f "$1/out" "$1/err"; rmdir "$1"' EXIT
trap 'exit 0' PIPE
[ -n "$2" ] && mkfifo -m 600 "$1/out" "$1/err" || exit
echo ready >&3
`;

/** The program reports its process id before it begins. */
const ANNOUNCE = 'echo "+ $$" >&3; exec 3>&-; ';

/** Milliseconds without a program after which the shell ends. */
const IDLE_MS = 5000;

/**
 * A small, long-lived shell that starts one program after the other. To start a program, the system copies the starting
 * process: copying this one, with all its memory, takes milliseconds in which it does nothing else.
 */
export class StandingShell {
  private readonly heard: string[] = [];
  private waiting: ((line: string | undefined) => void) | undefined;
  private idle: NodeJS.Timeout | undefined;
  private over = false;
  private busy = true;
  private readonly gone: Promise<void>;

  private constructor(
    private readonly shell: ChildProcess,
    private readonly folder: string,
  ) {
    const reader = new LineReader((line) => this.hear(line));
    this.channel.on('data', (chunk: Buffer) => reader.push(chunk));
    for (const socket of [this.channel, shell.stdin as Socket]) socket.on('error', () => undefined); // handled below
    shell.once('error', () => this.end()).once('close', () => this.end());
    // Not `close`: once the shell is dismissed, nothing keeps this process alive until the channel has closed.
    this.gone = new Promise((resolve) => shell.once('error', () => resolve()).once('exit', () => resolve()));
    standing.add(this);
  }

  /**
   * @param temporary folder for its pipes.
   * @returns undefined if this system lacks what it needs.
   */
  public static async open(temporary: string): Promise<StandingShell | undefined> {
    try {
      const folder = await mkdtemp(join(temporary, 'prodigy-shell-'));
      const stdio = ['pipe', 'ignore', 'ignore', 'pipe'] as const;
      const child = spawn('sh', { cwd: '/', env: { PATH: process.env.PATH }, detached: true, stdio: [...stdio] });
      const shell = new StandingShell(child, folder);
      await once(child, 'spawn');
      return (await shell.ask(PREPARE(folder))) === 'ready' ? shell : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whether it takes no more programs. */
  public get isOver(): boolean {
    return this.over;
  }

  /**
   * Start a program; the one before must have ended.
   * @param done called once it may start another one.
   * @returns undefined if it failed.
   */
  public async start(start: Start, done: () => void): Promise<Started | undefined> {
    clearTimeout(this.idle);
    this.holdOpen(true);
    const paths = ['out', 'err'].map((name) => join(this.folder, name));
    if (!paths.every((path) => existsSync(path))) {
      this.leave();
      return undefined;
    }
    const [out, err] = paths.map((path) => new NamedPipe(path)) as [NamedPipe, NamedPipe];
    const answer = await this.ask(commandOf(start));
    for (const pipe of [out, err]) pipe.letEnd();
    if (!answer?.startsWith('+ ')) {
      this.leave();
      for (const pipe of [out, err]) pipe.stream.destroy();
      return undefined;
    }
    const exited = this.next().then((line) => Number(line?.slice('- '.length) ?? KILLED));
    const closed = Promise.all([exited, out.closed, err.closed]).then(() => {
      // If somebody may still write to a pipe, it cannot be reused for the next program.
      if (out.ended && err.ended) this.rest();
      else this.leave();
      done();
    });
    return { pid: Number(answer.slice('+ '.length)), stdout: out.stream, stderr: err.stream, exited, closed };
  }

  /** End the shell if no program runs; resolves once it is gone. */
  public async dismiss(): Promise<void> {
    if (this.busy) return;
    this.leave();
    this.shell.ref();
    await this.gone;
  }

  /** Start no more programs. */
  public leave(): void {
    this.over = true;
    this.shell.stdin?.end();
    this.holdOpen(false);
  }

  private get channel(): Socket {
    return this.shell.stdio[3] as Socket;
  }

  private ask(text: string): Promise<string | undefined> {
    this.shell.stdin?.write(text);
    return this.next();
  }

  private next(): Promise<string | undefined> {
    const line = this.heard.shift();
    if (line !== undefined || this.over) return Promise.resolve(line);
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  private hear(line: string): void {
    const waiting = this.waiting;
    this.waiting = undefined;
    if (waiting) waiting(line);
    else this.heard.push(line);
  }

  private end(): void {
    this.over = true;
    standing.delete(this);
    clearTimeout(this.idle);
    this.waiting?.(undefined);
  }

  private rest(): void {
    this.holdOpen(false);
    this.idle = setTimeout(() => this.leave(), IDLE_MS).unref();
  }

  /** A running program keeps this process alive; an idle shell does not. */
  private holdOpen(held: boolean): void {
    this.busy = held;
    for (const part of [this.shell, this.shell.stdin as Socket, this.channel]) {
      if (held) part.ref();
      else part.unref();
    }
  }
}

const standing = new Set<StandingShell>();

/** End all idle shells and remove their pipes; resolves once they are gone. */
export async function dismissShells(): Promise<void> {
  await Promise.all([...standing].map((shell) => shell.dismiss()));
}

/** Exit code of a program whose end is unknown because the shell that waited for it was killed. */
const KILLED = 137;

/** Shell command that starts a program: a subshell, which becomes the program. */
function commandOf({ argv, cwd, env }: Start): string {
  const variables = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}; `);
  const program = after(ANNOUNCE, argv).map(quoted).join(' ');
  const become = `cd ${quoted(cwd)} && { unset OLDPWD PWD; ${variables.join('')}exec "$2" ${program}; }`;
  return `(${become}) </dev/null >"$1/out" 2>"$1/err"; echo "- $?" >&3\n`;
}
