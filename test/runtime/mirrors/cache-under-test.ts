import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { type CachedRepository, formatCacheConfig, mirrorPath } from '../../../contract/repository-cache';
import { git } from '../../../runtime/adapters/git/git';
import { cacheProgram } from '../../../runtime/programs/cache';
import type { ProgramContext } from '../../../runtime/programs/program';
import { commitAll, temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../server/recording-log';
import { until } from '../server/workspace-under-test';
import { GitServer } from './git-server';
import { SteppedClock } from './stepped-clock';

/** Bytes of a file that packs cannot make smaller. */
export const LARGE = 300_000;

/** An origin behind HTTP: a bare repository with two branches and a tag, and a checkout to work in. */
export class OriginUnderTest {
  private constructor(
    public readonly server: GitServer,
    public readonly checkout: string,
    public readonly bare: string,
  ) {}

  public static async start(): Promise<OriginUnderTest> {
    const folder = temporaryFolder();
    const [checkout, bare] = [join(folder, 'checkout'), join(folder, 'origin.git')];
    await git(['init', '-q', '--bare', '-b', 'main', bare], { cwd: folder });
    await git(['init', '-q', '-b', 'main', checkout], { cwd: folder });
    const origin = new OriginUnderTest(await GitServer.start(folder), checkout, bare);
    await origin.commit('first', LARGE);
    await git(['tag', 'v1'], { cwd: checkout });
    await git(['branch', 'other'], { cwd: checkout });
    await origin.push('main', 'other', 'v1');
    return origin;
  }

  public get url(): string {
    return this.server.url('origin.git');
  }

  /** Commit a file of random bytes. */
  public async commit(name: string, bytes = 100): Promise<string> {
    await writeFile(join(this.checkout, name), randomBytes(bytes));
    return commitAll(this.checkout, name);
  }

  public async push(...refs: string[]): Promise<void> {
    await git(['push', '-q', '--force', this.bare, ...refs], { cwd: this.checkout });
  }

  /** Commit and push to main. */
  public async advance(name: string, bytes?: number): Promise<string> {
    const commit = await this.commit(name, bytes);
    await this.push('main');
    return commit;
  }

  public git(...args: string[]): Promise<string> {
    return git(args, { cwd: this.checkout });
  }
}

/** The repository cache, on a claim of its own. */
export class CacheUnderTest {
  public readonly log = new RecordingLog();
  public readonly clock = new SteppedClock();
  public url = '';
  public metricsUrl = '';
  private readonly stopping = new AbortController();
  private running: Promise<number> = Promise.resolve(0);

  public constructor(
    private readonly repositories: readonly CachedRepository[],
    public readonly root = temporaryFolder(),
  ) {}

  /** With mirrors of the named addresses. */
  public static of(mirrors: Readonly<Record<string, string>>, root?: string): CacheUnderTest {
    const repositories = Object.entries(mirrors).map(([name, repositoryUrl]) => anonymous(name, repositoryUrl));
    return new CacheUnderTest(repositories, root);
  }

  public async start(): Promise<this> {
    await this.configure(this.repositories);
    const [port, metricsPort] = await new Promise<[number, number]>((resolve, reject) => {
      const onListening = (...ports: [number, number]) => resolve(ports);
      const options = { host: '127.0.0.1', port: 0, metricsPort: 0, onListening, clock: this.clock };
      this.running = cacheProgram(this.context(), options);
      this.running.then((code) => reject(new Error(`exit code ${code}`)), reject);
    });
    this.url = `http://127.0.0.1:${port}`;
    this.metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
    return this;
  }

  /** Started, and every mirror looked at once. */
  public async warm(): Promise<this> {
    await this.start();
    await this.looked();
    return this;
  }

  public context(): ProgramContext {
    const env = { [Env.TEST_ORIGIN_PROTOCOLS]: 'http' };
    return { env, log: this.log, signal: this.stopping.signal, root: this.root };
  }

  public async configure(repositories: readonly CachedRepository[]): Promise<void> {
    await this.put(Path.CACHE_CONFIG_FILE, formatCacheConfig({ refreshSeconds: 300, repositories }));
  }

  public async put(path: string, text: string): Promise<void> {
    await mkdir(dirname(this.root + path), { recursive: true });
    await writeFile(this.root + path, text);
  }

  /** Look at every origin once more. */
  public async refresh(): Promise<void> {
    this.clock.pauses.length = 0;
    this.clock.wake();
    await this.looked();
  }

  /** Until every mirror, and whoever watches the configuration, sleeps. */
  public async looked(): Promise<void> {
    await until(() => this.clock.pauses.length > this.repositories.length);
  }

  public mirrorUrl(name: string): string {
    return this.url + mirrorPath(name);
  }

  public path(name: string): string {
    return this.root + Path.MIRRORS + mirrorPath(name);
  }

  /** As SIGTERM does. @returns the exit code. */
  public stop(): Promise<number> {
    this.stopping.abort();
    return this.running;
  }

  /** Until the program ends by itself. */
  public ended(): Promise<number> {
    return this.running;
  }
}

export const anonymous = (name: string, repositoryUrl: string): CachedRepository => ({
  ...{ name, repositoryUrl, gitAuth: 'anonymous', gitUsername: '', env: {} },
});
