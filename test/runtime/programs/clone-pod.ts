import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { formatRunConfig, type RunConfig } from '../../../contract/run-config';
import { git } from '../../../runtime/adapters/git/git';
import type { Clock } from '../../../runtime/ports/clock';
import { cloneProgram } from '../../../runtime/programs/clone';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../server/recording-log';
import { runConfig } from '../server/workspace-under-test';

/** A clock on which sleeping takes no time. */
export class QuickClock implements Clock {
  private time = 1000;
  public readonly pauses: number[] = [];

  public now(): number {
    return this.time;
  }

  public async sleep(ms: number): Promise<void> {
    this.pauses.push(ms);
    this.time += ms;
  }
}

/** The init container of a workspace pod, without a pod. */
export class ClonePod {
  public readonly root = temporaryFolder();
  public readonly log = new RecordingLog();
  public readonly clock = new QuickClock();
  public readonly stopping = new AbortController();

  public constructor(private readonly config: Partial<RunConfig>) {}

  public async run(protocols = 'file:http'): Promise<number> {
    await this.put(Path.CONFIG_FILE, formatRunConfig({ ...runConfig(''), ...this.config }));
    await mkdir(this.path(Path.WORKSPACE), { recursive: true });
    const env = { [Env.TEST_ORIGIN_PROTOCOLS]: protocols };
    const context = { env, log: this.log, signal: this.stopping.signal, root: this.root };
    return cloneProgram(context, { clock: this.clock });
  }

  public path(path: string): string {
    return `${this.root}${path}`;
  }

  public async put(path: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), text);
  }

  public async outcome(): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(this.path(`${Path.STATE}/clone.json`), 'utf8'));
  }

  public git(...args: string[]): Promise<string> {
    return git(args, { cwd: this.path(Path.REPOSITORY) });
  }
}
