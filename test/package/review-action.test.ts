import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GithubRunner, stepsOf } from '../github-runner';

const ROOT = join(__dirname, '..', '..');
const steps = stepsOf('review.yaml', 'review');
const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
const runner = new GithubRunner();

/** The project as a repository whose default branch is the base, in a folder of its own. */
const repository = mkdtempSync(join(tmpdir(), 'prodigy-review-action-'));
function run(command: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd: repository, encoding: 'utf8' });
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = run('git', ...args);
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

beforeAll(async () => {
  await runner.start();
  const files = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .stdout.split('\0')
    .filter(Boolean);
  for (const file of files) cpSync(join(ROOT, file), join(repository, file));
  for (const folder of ['node_modules', 'dist']) symlinkSync(join(ROOT, folder), join(repository, folder));
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@localhost');
  appendFileSync(
    join(repository, '.git/info/exclude'),
    'node_modules\ndist\ncomment.md\ndiff.md\nsaid.txt\npreflight.txt\n',
  );
  git('add', '.');
  git('commit', '-q', '-m', 'Base');
  // As without credentials: what was checked out must do.
  git('remote', 'add', 'origin', 'https://127.0.0.1:9/private.git');
});
afterAll(async () => {
  rmSync(repository, { recursive: true });
  await runner.stop();
});

/** Run the steps of the workflow on the branch that is checked out. */
const review = () => runner.run(steps, { cwd: repository, env: { BASE: git('rev-parse', 'main') } });

function edited(path: string, from: string, to: string): void {
  const text = readFileSync(join(repository, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(repository, path), text.replace(from, to));
}

test('the checkout has every commit and file that is compared, and leaves no credentials to the steps', () => {
  expect(checkout?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
});

test('a head that changes no manifest passes, and one comment says so', async () => {
  git('switch', '-q', '-c', 'innocent');
  edited('README.md', '\n', '\n\nMore.\n');
  git('commit', '-q', '-a', '-m', 'Innocent');
  const { failed, said } = await review();
  expect({ failed, said: failed.length > 0 && said }).toEqual({ failed: [], said: false });
  expect(runner.comments).toEqual([
    { id: 1, body: 'looks good' },
    { id: 2, body: '<!-- prodigy-k8s diff -->\n**Rendered manifests:** no changes\n' },
  ]);
  expect(runner.asked.map((line) => line.split(' ').slice(2).join(' '))).toEqual(['Bearer token', 'Bearer token']);
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
    failed: ['Check the result'],
    said: expect.stringMatching(/^::error file=manifests\/production/m),
  });
  expect(runner.comments.map(({ id }) => id)).toEqual([1, 2]);
  expect(runner.comments[1]?.body).toContain(
    '**loss of data** (must not merge): `ConfigMap/prodigy-workflow-tidy-whitespace-',
  );
  expect(runner.comments[1]?.body).toBe(`<!-- prodigy-k8s diff -->\n${summary}`);
});

test('a head whose committed manifests are not what its sources render, and would go wrong, is told all of it', async () => {
  git('switch', '-q', '-c', 'stale', 'main');
  edited(
    'manifests/edge/tidy-whitespace/job.yaml',
    'allowPrivilegeEscalation: false',
    'allowPrivilegeEscalation: true',
  );
  git('commit', '-q', '-a', '-m', 'Stale');
  const { failed } = await review();
  expect(failed).toEqual(['Check that the committed manifests are current', 'Preflight']);
  const { body = '' } = runner.comments[1] ?? {};
  expect(body).toMatch(/\*\*Sources:\*\*.*\n\n\*\*Preflight:\*\* there are errors\n\n~~~~\nerror: manifests\/edge\//);
  expect(body).toContain('**Rendered manifests:** 0 must not merge, 1 needs a human, 1 nothing of note');
});
