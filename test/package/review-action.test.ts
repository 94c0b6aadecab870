import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '..', '..');

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const { jobs } = parse(readFileSync(join(ROOT, 'docs/how-to/github-actions/review.yaml'), 'utf8'));
const steps: readonly Step[] = jobs.review.steps;
const checkout = jobs.review.steps.find(({ uses }: { uses?: string }) => uses?.startsWith('actions/checkout@'));

/** What GitHub puts in place of its expressions. */
const CONTEXT: Readonly<Record<string, string>> = { 'github.token': 'token', 'github.event.pull_request.number': '7' };

/** The project as a repository whose default branch is the base, in a folder of its own. */
const repository = mkdtempSync(join(tmpdir(), 'prodigy-review-action-'));
/** GitHub's comments, and what it was asked. */
let comments: { id: number; body: string }[] = [{ id: 1, body: 'looks good' }];
const asked: string[] = [];

const github = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { pathname } = new URL(request.url ?? '', 'http://localhost');
  const [method = '', text] = [request.method, Buffer.concat(chunks).toString()];
  asked.push(`${method} ${pathname} ${request.headers.authorization}`);
  const body = text === '' ? '' : JSON.parse(text).body;
  if (method === 'POST') comments.push({ id: comments.length + 1, body });
  const id = Number(pathname.split('/').at(-1));
  if (method === 'PATCH') comments = comments.map((comment) => (comment.id === id ? { id, body } : comment));
  response.end(JSON.stringify(method === 'GET' ? comments : comments.at(-1)));
});

function run(command: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd: repository, encoding: 'utf8' });
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = run('git', ...args);
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

beforeAll(async () => {
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
  const files = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .stdout.split('\0')
    .filter(Boolean);
  for (const file of files) cpSync(join(ROOT, file), join(repository, file));
  for (const folder of ['node_modules', 'dist']) symlinkSync(join(ROOT, folder), join(repository, folder));
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@localhost');
  appendFileSync(join(repository, '.git/info/exclude'), 'node_modules\ndist\ncomment.md\n');
  git('add', '.');
  git('commit', '-q', '-m', 'Base');
  // As without credentials: what was checked out must do.
  git('remote', 'add', 'origin', 'https://127.0.0.1:9/private.git');
});
afterAll(async () => {
  rmSync(repository, { recursive: true });
  await new Promise((resolve) => github.close(resolve));
});

/** Run the steps of the workflow on the branch that is checked out, as a runner does. */
async function review(): Promise<{ failed?: string; said: string; summary: string }> {
  const [file, summary] = [join(repository, '.git/env'), join(repository, '.git/summary')];
  for (const path of [file, summary]) writeFileSync(path, '');
  const { port } = github.address() as AddressInfo;
  const runner = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    BASE: git('rev-parse', 'main'),
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
    GITHUB_REPOSITORY: 'team/runs',
    GITHUB_ENV: file,
    GITHUB_STEP_SUMMARY: summary,
  };
  let said = '';
  for (const { name, run: text, env = {} } of steps) {
    if (text === undefined || text === 'npm ci') continue; // what it would install is there
    const own = Object.entries(env).map(([key, value]) => [key, inContext(value)]);
    const earlier = readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('='));
    const variables = { ...runner, ...Object.fromEntries([...earlier, ...own]) };
    const { status, output } = await ran(text, variables);
    said += output;
    if (status !== 0) return { failed: name, said, summary: readFileSync(summary, 'utf8') };
  }
  return { said, summary: readFileSync(summary, 'utf8') };
}

const inContext = (value: string): string =>
  value.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, name: string) => CONTEXT[name] ?? `no ${name}`);

/** As GitHub runs `run:` where no shell is named. */
async function ran(text: string, env: NodeJS.ProcessEnv): Promise<{ status: number | null; output: string }> {
  const child = spawn('bash', ['-e', '-c', text], { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output };
}

function edited(path: string, from: string, to: string): void {
  const text = readFileSync(join(repository, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(repository, path), text.replace(from, to));
}

test('the checkout has every commit and file that is compared, and leaves no credentials to the steps', () => {
  expect(checkout.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
});

test('a head that changes no manifest passes, and one comment says so', async () => {
  git('switch', '-q', '-c', 'innocent');
  edited('README.md', '\n', '\n\nMore.\n');
  git('commit', '-q', '-a', '-m', 'Innocent');
  const { failed, said } = await review();
  expect({ failed, said: failed && said }).toEqual({});
  expect(comments).toEqual([
    { id: 1, body: 'looks good' },
    { id: 2, body: '<!-- prodigy-k8s diff -->\n**Rendered manifests:** nothing changes\n' },
  ]);
  expect(asked.map((line) => line.split(' ').slice(2).join(' '))).toEqual(['Bearer token', 'Bearer token']);
});

test('a head whose runs no longer keep their claims must not merge, and the same comment says why', async () => {
  git('switch', '-q', '-c', 'loss', 'main');
  edited('stacks/clusters/production.ts', "cleanupPolicy: 'retain'", "cleanupPolicy: 'delete'");
  const renewed = run('npm', 'run', '-s', 'renew', 'tidy-whitespace', '--', '--target', 'production');
  expect({ status: renewed.status, said: renewed.stderr }).toEqual({ status: 0, said: expect.any(String) });
  expect(run('npm', 'run', '-s', 'synth').status).toBe(0);
  git('add', '.');
  git('commit', '-q', '-m', 'Loss');
  const { failed, said, summary } = await review();
  expect({ failed, said }).toEqual({
    failed: 'Decide',
    said: expect.stringMatching(/^::error file=manifests\/production/m),
  });
  expect(comments.map(({ id }) => id)).toEqual([1, 2]);
  expect(comments[1]?.body).toContain(
    '**loss of data** (must not merge): `ConfigMap/prodigy-workflow-tidy-whitespace-',
  );
  expect(comments[1]?.body).toBe(`<!-- prodigy-k8s diff -->\n${summary}`);
});

test('a head whose committed manifests are not what its sources render is stopped before that', async () => {
  git('switch', '-q', '-c', 'stale', 'main');
  edited('manifests/edge/_tenant/resourcequota.quota.yaml', 'pods: ', 'pods:  ');
  git('commit', '-q', '-a', '-m', 'Stale');
  expect((await review()).failed).toBe('The committed manifests are what the sources render');
});
