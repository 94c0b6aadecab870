import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalTree } from './process-tree';

/** Milliseconds until a program that ended is started again. */
const RESTART_MS = 100;

export interface PodOptions {
  readonly name: string;
  /** File for what it prints, over all of its starts. */
  readonly log: string;
  /** Program and arguments of the next start. */
  readonly command: () => readonly string[] | Promise<readonly string[]>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether an exit code ends it for good. Default: none does. */
  readonly isDone?: (code: number) => boolean;
}

/** A program that is started again whenever it ends, as the kubelet does. */
export class Pod {
  /** Exit codes, of those ends that nobody here asked for. */
  public readonly exits: number[] = [];
  private child: ChildProcess | undefined;
  private stopping = false;
  private readonly ended: Promise<void>;

  public constructor(private readonly options: PodOptions) {
    this.ended = this.keepRunning();
  }

  public get name(): string {
    return this.options.name;
  }

  public get isRunning(): boolean {
    return this.child?.pid !== undefined;
  }

  /** Until it has ended for good. */
  public done(): Promise<void> {
    return this.ended;
  }

  /** Kill it with everything it has started; it is started again. */
  public async kill(): Promise<void> {
    const child = this.child;
    if (child?.pid === undefined) return;
    const gone = once(child, 'exit');
    signalTree(child.pid, 'SIGKILL');
    await gone;
  }

  /** Let it stand still for a time, with everything it has started. */
  public async freeze(milliseconds: number): Promise<void> {
    const pid = this.child?.pid;
    if (pid === undefined) return;
    signalTree(pid, 'SIGSTOP');
    await sleep(milliseconds);
    signalTree(pid, 'SIGCONT');
  }

  /** End it for good. */
  public async remove(): Promise<void> {
    this.stopping = true;
    await this.kill();
    await this.ended;
  }

  /** The last lines that it printed. */
  public tail(lines = 25): string {
    return readFileSync(this.options.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  private async keepRunning(): Promise<void> {
    while (!this.stopping) {
      const [program, ...args] = await this.options.command();
      const output = openSync(this.options.log, 'a');
      const child = spawn(program as string, args, { env: this.options.env, stdio: ['ignore', output, output] });
      this.child = child;
      const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      this.child = undefined;
      appendFileSync(this.options.log, `-- ended with ${signal ?? code}\n`);
      if (code !== null && this.isOver(code)) return;
      await sleep(RESTART_MS);
    }
  }

  private isOver(code: number): boolean {
    if (this.options.isDone?.(code)) return true;
    this.exits.push(code);
    return false;
  }
}
