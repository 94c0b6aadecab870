import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { LineReader } from '../processes/line-reader';
import { gitEnvironment } from './environment';
import { endGroup } from './git';
import { GitError } from './git-error';

/** Milliseconds that a git waits for the next request before it goes. */
const IDLE_MS = 5000;
/** Characters of stderr that are kept. */
const STDERR_CHARACTERS = 64 * 1024;
/** Bytes of a line of an answer. */
const LONGEST_LINE = 1024 * 1024;

interface Request {
  /** Lines of its answer. */
  readonly expected: number;
  readonly lines: string[];
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (error: GitError) => void;
}

/**
 * A git that stays and answers one request after the other: starting it costs more than most answers. It goes when
 * nobody has asked for a while, and with this process, whose end closes its stdin.
 */
export class Conversation {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly requests: Request[] = [];
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
    const reader = new LineReader((line) => this.hear(line), LONGEST_LINE);
    this.child.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
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
   * @param lines of the answer.
   * @throws GitError where git ends before it has answered.
   */
  public ask(request: string, lines: number): Promise<readonly string[]> {
    clearTimeout(this.idle);
    this.holdOpen(true);
    return new Promise((resolve, reject) => {
      this.requests.push({ expected: lines, lines: [], resolve, reject });
      this.child.stdin.write(request);
    });
  }

  /** Take no request any more; those that were made are still answered. */
  public leave(): void {
    this.over = true;
    this.child.stdin.end();
  }

  private hear(line: string): void {
    const [request] = this.requests;
    if (request === undefined)
      endGroup(this.child); // it says what nobody asked for
    else if (request.lines.push(line) === request.expected) this.answered(request);
  }

  private answered(request: Request): void {
    this.requests.shift();
    request.resolve(request.lines);
    if (this.requests.length === 0) this.rest();
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
