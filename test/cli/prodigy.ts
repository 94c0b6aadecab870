import {
  type ChildProcess,
  type ChildProcessByStdio,
  type SpawnSyncReturns,
  spawn,
  spawnSync,
} from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** The command line, bundled. */
export const PROGRAM = join(__dirname, '..', '..', 'dist', 'cli', 'prodigy-k8s.cjs');

/** A folder that is gone after the tests of a file, and the command line called in it. */
export class Scratch {
  public readonly path = mkdtempSync(join(tmpdir(), 'prodigy-cli-'));

  public write(name: string, text: string): string {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  public git(...args: string[]): string {
    const result = spawnSync('git', args, { cwd: this.path, encoding: 'utf8' });
    if (result.status !== 0) throw new Error(result.stderr);
    return result.stdout.trim();
  }

  /** Make the folder a repository with one commit of what lies in it. */
  public commit(): void {
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.name', 'Test');
    this.git('config', 'user.email', 'test@localhost');
    this.git('add', '.');
    this.git('commit', '-q', '-m', 'Start');
  }

  /** Environment of the command line. */
  public readonly env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    HOME: join(this.path, '.home'),
    KUBECONFIG: '/nonexistent',
  };

  public prodigy(...args: string[]): SpawnSyncReturns<string> {
    const { env } = this;
    return spawnSync(process.execPath, [PROGRAM, ...args], { cwd: this.path, env, encoding: 'utf8' });
  }

  /** The command line while it runs; what it prints is nobody's. */
  public start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [PROGRAM, ...args], { cwd: this.path, env: this.env, stdio: 'ignore' });
  }

  /** Like {@link start}, with stdout to be read. */
  public startTelling(...args: string[]): ChildProcessByStdio<null, Readable, null> {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return spawn(process.execPath, [PROGRAM, ...args], { cwd: this.path, env: this.env, stdio });
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
