import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { formatRunConfig, type RunConfig } from '../../../contract/run-config';
import { FENCING_HEADER, Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import type { Clock } from '../../../runtime/ports/clock';
import { cloneProgram } from '../../../runtime/programs/clone';
import type { ProgramContext } from '../../../runtime/programs/program';
import { workspaceProgram } from '../../../runtime/programs/workspace';
import { commitAll, SOMEONE, temporaryFolder, temporaryRepository } from '../adapters/git/temporary-repository';
import { type FakeApiServer, fakeApiServer } from './fake-api-server';
import { RecordingLog } from './recording-log';
import { NAMESPACE, RUN_ID, type TokenIssuer, tokenIssuer } from './token-issuer';

export const JOB_PATH = `/apis/batch/v1/namespaces/${NAMESPACE}/jobs/prodigy-${RUN_ID}`;
export const REPORT_PATH = `/api/v1/namespaces/${NAMESPACE}/configmaps/prodigy-report-${RUN_ID}`;
export const JOB = { metadata: { uid: 'job-uid' } };

export const MAPREDUCE = `name: demo
mode: mapreduce
map:
  input: items.json
  json_path: "$[*]"
  agent_template:
    - shell: "true"
`;

/** A run's claim, origin and API server, and the workspace server on top of them. */
export class WorkspaceUnderTest {
  public readonly root = temporaryFolder();
  public readonly log = new RecordingLog();
  public url = '';
  public metricsUrl = '';
  /** Variables of the server beside those that it needs. */
  public env: Readonly<Record<string, string>> = {};
  private stopping = new AbortController();
  private running: Promise<number> = Promise.resolve(0);

  private constructor(
    public readonly api: FakeApiServer,
    public readonly issuer: TokenIssuer,
    /** Bare repository that the run came from. */
    public readonly origin: string,
  ) {}

  /** With a cloned repository; not started. */
  public static async make(
    config: Partial<RunConfig> = {},
    workflow = MAPREDUCE,
    fill: (source: string) => Promise<unknown> = async () => {},
  ): Promise<WorkspaceUnderTest> {
    const source = await temporaryRepository();
    await fill(source);
    const origin = join(temporaryFolder(), 'origin.git');
    await git(['clone', '-q', '--bare', source, origin], { cwd: '/' });
    // Git does not clone the large files of Git LFS.
    if (existsSync(join(source, '.git/lfs')))
      await cp(join(source, '.git/lfs'), join(origin, 'lfs'), { recursive: true });
    const issuer = await tokenIssuer();
    const workspace = new WorkspaceUnderTest(await fakeApiServer(), issuer, origin);
    workspace.api.objects.set('/openid/v1/jwks', issuer.jwks as never);
    workspace.api.objects.set(JOB_PATH, JOB);
    await workspace.put(Path.CONFIG_FILE, formatRunConfig({ ...runConfig(origin), ...config }));
    await workspace.put(Path.WORKFLOW_FILE, workflow);
    await workspace.put(`${Path.API_ACCESS}/token`, await issuer.token('prodigy-workspace-0'));
    await mkdir(workspace.path(Path.STATE), { recursive: true });
    if ((await cloneProgram(workspace.context())) !== 0) throw new Error('the clone failed');
    return workspace;
  }

  public path(path: string): string {
    return `${this.root}${path}`;
  }

  public get repository(): string {
    return this.path(Path.REPOSITORY);
  }

  public async put(path: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), text);
  }

  public context(): ProgramContext {
    const env = {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(this.api.port),
      [Env.TEST_ORIGIN_PROTOCOLS]: 'file',
      ...this.env,
    };
    return { env, log: this.log, signal: this.stopping.signal, root: this.root };
  }

  public async start(clock?: Clock): Promise<void> {
    this.stopping = new AbortController();
    const [port, metricsPort] = await new Promise<[number, number]>((resolve, reject) => {
      const options = {
        apiProtocol: 'http' as const,
        host: '127.0.0.1',
        port: 0,
        metricsPort: 0,
        pollMs: 20,
        onListening: (...ports: [number, number]) => resolve(ports),
        clock,
      };
      this.running = workspaceProgram(this.context(), options);
      this.running.catch(reject);
    });
    this.url = `http://127.0.0.1:${port}`;
    this.metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  }

  /** As SIGTERM does. @returns the exit code. */
  public stop(): Promise<number> {
    this.stopping.abort();
    return this.running;
  }

  public async close(): Promise<void> {
    await this.stop();
    await this.api.close();
  }

  /** A call of a pod, once the workspace is open. */
  public async call(
    pod: string,
    call: string,
    body?: unknown,
    fencing?: number,
  ): Promise<{ status: number; body: never }> {
    const [method, route] = call.split(' ') as [string, string];
    for (;;) {
      const response = await fetch(this.url + route, {
        method,
        headers: {
          authorization: `Bearer ${await this.issuer.token(pod)}`,
          ...(fencing !== undefined && { [FENCING_HEADER]: String(fencing) }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      if (response.status === 503 && text.includes('is being opened')) await sleep(10);
      else return { status: response.status, body: parsed(response, text) as never };
    }
  }

  /** Take the lease. @returns the fencing number. */
  public async lead(pod: string): Promise<number> {
    const { body } = await this.call(pod, `POST ${Route.LEASE}`);
    const answer = body as { held: boolean; fencing: number };
    if (!answer.held) throw new Error(`${pod} cannot lead: ${JSON.stringify(answer)}`);
    return answer.fencing;
  }

  /** Configuration that lets git speak to the server as a pod. */
  public async gitConfig(pod: string, fencing?: number): Promise<Record<string, string>> {
    const headers = [`Authorization: Bearer ${await this.issuer.token(pod)}`];
    if (fencing !== undefined) headers.push(`${FENCING_HEADER}: ${fencing}`);
    // One value holds one header; git takes further ones from the same key by way of a file.
    const file = join(temporaryFolder(), 'config');
    await writeFile(file, headers.map((header) => `[http]\n\textraHeader = "${header}"\n`).join(''));
    return { 'include.path': file };
  }

  public get remote(): string {
    return `${this.url}${Route.REPOSITORY}`;
  }

  /** A checkout of the run's repository. */
  public async checkout(pod: string): Promise<string> {
    const dir = join(temporaryFolder(), 'checkout');
    await this.call(pod, `GET ${Route.RUN}`); // git does not wait for the workspace to open
    const config = await this.gitConfig(pod);
    const all = 'remote.origin.fetch=+refs/prodigy/*:refs/prodigy/*';
    await git(['clone', '-q', '--config', all, this.remote, dir], { cwd: '/', protocols: 'http', config });
    return dir;
  }

  /** Push as a pod. */
  public async push(pod: string, dir: string, refspec: string, fencing?: number): Promise<string> {
    const config = await this.gitConfig(pod, fencing);
    return git(['push', '-q', this.remote, refspec], { cwd: dir, protocols: 'http', config });
  }

  /** Open an attempt as a pod, commit a file in it and push it. @returns the commit. */
  public async attempt(pod: string, item: string, attempt: number, file: string, text: string): Promise<string> {
    const { body } = await this.call(pod, `POST ${Route.ATTEMPTS}`, { item, attempt });
    const { ref, start } = body as { ref: string; start: string };
    const dir = await this.checkout(pod);
    await git(['checkout', '-q', '--detach', start], { cwd: dir });
    await writeFile(join(dir, file), text);
    const commit = await commitAll(dir, `${item}: ${file}`);
    await this.push(pod, dir, `HEAD:${ref}`);
    return commit;
  }

  /** Commit of a ref of the run's repository. */
  public ref(name: string): Promise<string> {
    return git(['rev-parse', name], { cwd: this.repository });
  }

  /** Commit a file on a branch of origin. */
  public async moveOrigin(branch: string, file: string, text: string): Promise<string> {
    const dir = join(temporaryFolder(), 'elsewhere');
    await git(['clone', '-q', '-b', branch, this.origin, dir], { cwd: '/' });
    await writeFile(join(dir, file), text);
    const commit = await commitAll(dir, `elsewhere: ${file}`);
    await git(['push', '-q', 'origin', `HEAD:${branch}`], { cwd: dir, env: SOMEONE });
    return commit;
  }
}

function parsed(response: Response, text: string): unknown {
  return response.headers.get('content-type') === 'application/json' ? JSON.parse(text) : text;
}

export const runConfig = (origin: string): RunConfig => ({
  runId: RUN_ID,
  namespace: NAMESPACE,
  repositoryUrl: `file://${origin}`,
  revision: 'main',
  targetBranch: 'main',
  publish: 'branch',
  cleanupPolicy: 'retain',
  agents: 2,
  gitAuth: 'anonymous',
  gitUsername: '',
  timing: { leaseSeconds: 12, lockSeconds: 30 },
});

/** Wait until something holds; jest's own time limit ends the wait. */
export async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<Awaited<T>>> {
  for (;;) {
    const value = await look();
    if (value) return value as NonNullable<Awaited<T>>;
    await sleep(10);
  }
}
