import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { endGroup } from '../processes/process-group';
import { gitEnvironment } from './environment';
import { GitError } from './git-error';

/** Milliseconds that a git waits for the next request before it goes. */
const IDLE_MS = 5000;
/** Characters of stderr that are kept. */
const STDERR_CHARACTERS = 64 * 1024;
/** Bytes of an answer. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** Bytes of the answer that these begin with; undefined: it is not whole yet. */
export type Extent = (bytes: Buffer) => number | undefined;

interface Request {
  readonly extent: Extent;
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (error: GitError) => void;
}

/**
 * A git that stays and answers one request after the other: starting it costs more than most answers. It goes when
 * nobody has asked for a while, and with this process, whose end closes its stdin.
 */
export class Conversation {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly closed: Promise<void>;
  private readonly requests: Request[] = [];
  /** What it said that is no whole answer yet. */
  private heard: Buffer[] = [];
  private idle: NodeJS.Timeout | undefined;
  private stderr = '';
  private over = false;

  /** @param cwd path of the repository. */
  public constructor(
    private readonly args: readonly string[],
    cwd: string,
  ) {
    this.child = spawn('git', args, {
      cwd,
      env: gitEnvironment(process.env, 'file:http', {}, {}),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.closed = new Promise((resolve) => this.child.once('close', () => resolve()));
    this.child.stdout.on('data', (chunk: Buffer) => this.hear(chunk));
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString('utf8')).slice(0, STDERR_CHARACTERS);
    });
    this.child.stdin.on('error', () => undefined); // its end is told below
    this.child.once('error', (error) => this.end(error.message, null));
    this.child.once('close', (code) => this.end(this.stderr, code));
    this.rest();
  }

  /** Whether it takes no request any more. */
  public get isOver(): boolean {
    return this.over;
  }

  /**
   * Ask for something.
   * @param request with its line ends.
   * @param extent tells where the answer ends.
   * @throws GitError where git ends before it has answered, or the answer is longer than 64 MiB.
   */
  public ask(request: string, extent: Extent): Promise<Buffer> {
    clearTimeout(this.idle);
    this.holdOpen(true);
    return new Promise((resolve, reject) => {
      this.requests.push({ extent, resolve, reject });
      this.child.stdin.write(request);
    });
  }

  /** Take no request any more; those that were made are still answered. */
  public leave(): void {
    this.over = true;
    this.child.stdin.end();
  }

  private hear(chunk: Buffer): void {
    this.heard.push(chunk);
    let bytes = Buffer.concat(this.heard);
    for (;;) {
      const [request] = this.requests;
      const length = request?.extent(bytes);
      if (request === undefined || length === undefined) break;
      this.requests.shift();
      request.resolve(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
    this.heard = bytes.length > 0 ? [bytes] : [];
    // It says what nobody asked for, or too much.
    if (bytes.length > (this.requests.length > 0 ? LONGEST_ANSWER : 0))
      endGroup({ pid: this.child.pid, closed: this.closed });
    else if (this.requests.length === 0) this.rest();
  }

  private rest(): void {
    this.holdOpen(false);
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.leave(), IDLE_MS).unref();
  }

  private end(why: string, code: number | null): void {
    this.over = true;
    clearTimeout(this.idle);
    for (const { reject } of this.requests.splice(0))
      reject(new GitError(['git', ...this.args].join(' '), code, why, ''));
  }

  /** Whoever waits for an answer keeps this process alive; a git that nobody asks does not. */
  private holdOpen(held: boolean): void {
    const { stdin, stdout, stderr } = this.child;
    for (const part of [this.child, stdin as Socket, stdout as Socket, stderr as Socket])
      if (held) part.ref();
      else part.unref();
  }
}

/** An answer of so many lines. */
export const lines =
  (count: number): Extent =>
  (bytes) => {
    let end = 0;
    for (let left = count; left > 0; left -= 1) {
      end = bytes.indexOf('\n', end) + 1;
      if (end === 0) return undefined;
    }
    return end;
  };
