import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { endGroup } from '../processes/process-group';
import { gitEnvironment } from './environment';
import { GitError } from './git-error';

/** Milliseconds without a request after which the git process ends. */
const IDLE_MS = 5000;
/** Maximum number of characters of stderr to keep. */
const STDERR_CHARACTERS = 64 * 1024;
/** Maximum size of an answer, in bytes. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** Length in bytes of the answer at the start of the buffer; undefined if it is still incomplete. */
export type Extent = (bytes: Buffer) => number | undefined;

interface Request {
  readonly extent: Extent;
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (error: GitError) => void;
}

/**
 * A long-lived git process that answers one request after the other: starting one costs more than most answers. It ends
 * after a time without requests, or with this process, whose end closes its stdin.
 */
export class Conversation {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly closed: Promise<void>;
  private readonly requests: Request[] = [];
  /** Output that is not a complete answer yet. */
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
    this.child.stdin.on('error', () => undefined); // reported by the handlers below
    this.child.once('error', (error) => this.end(error.message, null));
    this.child.once('close', (code) => this.end(this.stderr, code));
    this.rest();
  }

  /** Whether it takes no more requests. */
  public get isOver(): boolean {
    return this.over;
  }

  /**
   * Send a request.
   * @param request including its line ends.
   * @param extent tells where the answer ends.
   * @throws GitError if git ends before it has answered, or the answer is longer than 64 MiB.
   */
  public ask(request: string, extent: Extent): Promise<Buffer> {
    clearTimeout(this.idle);
    this.holdOpen(true);
    return new Promise((resolve, reject) => {
      this.requests.push({ extent, resolve, reject });
      this.child.stdin.write(request);
    });
  }

  /** Take no more requests; pending ones are still answered. */
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
    // Unsolicited output, or too much of it.
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

  /** A pending request keeps this process alive; an idle git does not. */
  private holdOpen(held: boolean): void {
    const { stdin, stdout, stderr } = this.child;
    for (const part of [this.child, stdin as Socket, stdout as Socket, stderr as Socket])
      if (held) part.ref();
      else part.unref();
  }
}

/** An answer with a fixed number of lines. */
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
