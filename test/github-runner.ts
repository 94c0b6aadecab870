import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A step of a workflow of GitHub Actions, as far as it is run here. */
export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

const FOLDER = join(__dirname, '../docs/how-to/github-actions');

/** The steps of the job of a workflow that this project has for others. */
export function stepsOf(file: string, job: string): Step[] {
  return parse(readFileSync(join(FOLDER, file), 'utf8')).jobs[job].steps;
}

/** The condition of steps that go on whatever others before them have found. */
const INDEPENDENT = "${{ !cancelled() && steps.install.outcome == 'success' }}";

/** How a job ended. */
interface Ended {
  /** Names of the steps that failed. */
  readonly failed: string[];
  /** What all steps printed. */
  readonly said: string;
  readonly summary: string;
}

/** Runs steps as a runner does, next to a GitHub with the comments of one pull request. */
export class GithubRunner {
  public comments: { id: number; body: string }[] = [{ id: 1, body: 'looks good' }];
  /** What GitHub was asked. */
  public readonly asked: string[] = [];
  private readonly files = mkdtempSync(join(tmpdir(), 'prodigy-github-'));

  private readonly github = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    this.asked.push(`${request.method} ${pathname} ${request.headers.authorization}`);
    response.end(JSON.stringify(this.answer(request.method, pathname, Buffer.concat(chunks).toString())));
  });

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.github.listen(0, '127.0.0.1', resolve));
  }

  public async stop(): Promise<void> {
    rmSync(this.files, { recursive: true });
    await new Promise((resolve) => this.github.close(resolve));
  }

  /**
   * @param context values of GitHub's expressions, such as `matrix.target`.
   * @param env what the runner and the job set.
   * @param failing ids of steps that fail instead of being run; those that install, or use an action, succeed else.
   */
  public async run(
    steps: readonly Step[],
    {
      cwd,
      context = {},
      env = {},
      failing = [],
    }: {
      readonly cwd: string;
      readonly context?: Readonly<Record<string, string>>;
      readonly env?: Readonly<Record<string, string>>;
      readonly failing?: readonly string[];
    },
  ): Promise<Ended> {
    const [file, summary] = [join(this.files, 'env'), join(this.files, 'summary')];
    for (const path of [file, summary]) writeFileSync(path, '');
    const known: Record<string, string> = { ...CONTEXT, ...context };
    const failed: string[] = [];
    let said = '';
    for (const { id = '', name = '', if: condition, run, env: own = {} } of steps) {
      if (!goesOn(condition, failed.length === 0, known['steps.install.outcome'])) continue;
      let status: number | null = failing.includes(id) ? 1 : 0;
      if (run !== undefined && id !== 'install' && status === 0) {
        const values = Object.entries(own).map(([key, value]) => [key, inContext(value, known)]);
        const runner = { ...this.variables(), GITHUB_ENV: file, GITHUB_STEP_SUMMARY: summary };
        const ended = await ran(run, cwd, { ...runner, ...env, ...setIn(file), ...Object.fromEntries(values) });
        said += ended.output;
        status = ended.status;
      }
      known[`steps.${id}.outcome`] = status === 0 ? 'success' : 'failure';
      if (status !== 0) failed.push(name);
    }
    return { failed, said, summary: readFileSync(summary, 'utf8') };
  }

  private variables(): Record<string, string | undefined> {
    const { port } = this.github.address() as AddressInfo;
    return {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: 'team/runs',
    };
  }

  private answer(method: string | undefined, path: string, text: string): unknown {
    const body = text === '' ? '' : JSON.parse(text).body;
    const id = Number(path.split('/').at(-1));
    if (method === 'POST') this.comments.push({ id: this.comments.length + 1, body });
    if (method === 'PATCH') this.comments = this.comments.map((one) => (one.id === id ? { id, body } : one));
    return method === 'GET' ? this.comments : this.comments.at(-1);
  }
}

/** What GitHub puts in place of expressions that are the same for all jobs here. */
const CONTEXT = { 'github.token': 'token', 'github.event.pull_request.number': '7' };

function goesOn(condition: string | undefined, well: boolean, installed: string | undefined): boolean {
  if (condition === undefined) return well;
  expect(condition).toBe(INDEPENDENT);
  return installed === 'success';
}

const inContext = (value: string, known: Readonly<Record<string, string>>): string =>
  value.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, name: string) => known[name] ?? `no ${name}`);

/** Variables that steps have set for those after them. */
const setIn = (file: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('=')),
  );

/** As GitHub runs `run:` where no shell is named. */
async function ran(text: string, cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn('bash', ['-e', '-c', text], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output };
}
