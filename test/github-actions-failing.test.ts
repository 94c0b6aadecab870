import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GithubRunner, stepsOf } from './github-runner';

const ROOT = join(__dirname, '..');
const runner = new GithubRunner();
let folder: string;
let base: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

/** A checkout whose programs are stand-ins: npm, and the command line, which prints and exits as it is told. */
beforeAll(async () => {
  await runner.start();
  folder = mkdtempSync(join(tmpdir(), 'prodigy-action-'));
  for (const name of ['tools', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name));
  write('bin/npm', '#!/bin/sh\nexit "$SYNTH"\n');
  chmodSync(join(folder, 'bin/npm'), 0o755);
  write(
    'dist/cli/prodigy-k8s.cjs',
    `const [out, error, status] = JSON.parse(process.env.SAID)[process.argv[2]];
     process.stdout.write(out); process.stderr.write(error); process.exitCode = status;`,
  );
  git('init', '-q');
  git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '-q', '--allow-empty', '-m', 'Base');
  base = git('rev-parse', 'HEAD');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await runner.stop();
});
beforeEach(() => {
  runner.comments = [];
});

type Said = readonly [out: string, error: string, status: number];

const run = (file: string, job: string, said: Record<string, Said>, synth = 0, failing: string[] = []) =>
  runner.run(stepsOf(file, job), {
    cwd: folder,
    context: { 'matrix.target': 'edge' },
    env: { PATH: `${folder}/bin:${process.env.PATH}`, SAID: JSON.stringify(said), SYNTH: String(synth), BASE: base },
    failing,
  });

describe('the review of manifests', () => {
  const DIFF: Said = ['**Rendered manifests:** no changes\n', '', 0];
  const WELL: Said = ['', 'manifests: 0 errors\n', 0];
  const review = (said: { preflight?: Said; diff?: Said }, synth = 0, failing: string[] = []) =>
    run('review.yaml', 'review', { preflight: WELL, diff: DIFF, ...said }, synth, failing);
  const comment = () => runner.comments.map(({ body }) => body);
  const MARK = '<!-- prodigy-k8s diff -->\n';

  test('is told alone where nothing is wrong', async () => {
    expect((await review({})).failed).toEqual([]);
    expect(comment()).toEqual([`${MARK}${DIFF[0]}`]);
  });

  test('is told after what preflight says, and the job fails', async () => {
    const { failed, summary } = await review({ preflight: ['error: no quota\n', 'manifests: 1 error\n', 1] });
    expect(failed).toEqual(['Preflight']);
    const told = `**Preflight:** there are errors\n\n~~~~\nerror: no quota\nmanifests: 1 error\n\n~~~~\n\n${DIFF[0]}`;
    expect(comment()).toEqual([`${MARK}${told}`]);
    expect(summary).toBe(told);
  });

  test('is told of what was committed where the sources render something else, and the job fails', async () => {
    expect((await review({}, 1)).failed).toEqual(['Check that the committed manifests are current']);
    expect(comment()).toEqual([
      `${MARK}**Sources:** they render something other than what is committed; below is what is committed\n\n${DIFF[0]}`,
    ]);
  });

  test('says why there is none, and the job fails', async () => {
    expect((await review({ diff: ['', 'prodigy-k8s: a.yaml:1:1: not valid YAML\n', 2] })).failed).toEqual([
      'Check the result',
    ]);
    expect(comment()).toEqual([
      `${MARK}**Rendered manifests:** cannot be compared\n\n~~~~\nprodigy-k8s: a.yaml:1:1: not valid YAML\n\n~~~~\n\n`,
    ]);
  });

  test('fails the job where nothing was compared, whatever the status says', async () => {
    expect((await review({ diff: ['', 'RangeError: no number\n', 1] })).failed).toEqual(['Check the result']);
    expect(comment()[0]).toContain('cannot be compared\n\n~~~~\nRangeError: no number\n');
    expect((await review({ diff: [DIFF[0], '', 1] })).failed).toEqual([]);
  });

  test('fails the job where it must not be merged, whatever else has failed', async () => {
    const preflight: Said = ['error: a\n', '', 1];
    const { failed } = await review({ preflight, diff: [...DIFF.slice(0, 2), 3] as unknown as Said }, 1);
    expect(failed).toEqual(['Check that the committed manifests are current', 'Preflight', 'Check the result']);
    expect(comment()).toHaveLength(1);
  });

  test('is not begun where nothing is installed', async () => {
    expect((await review({}, 0, ['install'])).failed).toEqual(['']);
    expect(comment()).toEqual([]);
  });
});

describe('the preview of a stack', () => {
  const preview = (stack: Said) => run('preview-stack.yaml', 'preview', { stack });
  const HEAD = '<!-- prodigy-k8s stack preview edge -->\n**Preview of `edge`:** ';
  const all = (text: string) => `\n<details><summary>Details</summary>\n\n~~~~\n${text}\n~~~~\n\n</details>\n`;

  test('is one comment, whose place is taken by why there is none, and the job fails', async () => {
    expect((await preview(['create 2\n', 'working\n', 0])).failed).toEqual([]);
    expect(runner.comments).toEqual([{ id: 1, body: `${HEAD}create 2\n${all('working\n')}` }]);
    const why = 'prodigy-k8s: cannot preview stack edge: its cluster must answer';
    expect((await preview(['', `working\n${why}\n`, 1])).failed).toEqual(['Check the result']);
    const body = `${HEAD}there is none\n\n~~~~\n${why}\n~~~~\n${all(`working\n${why}\n`)}`;
    expect(runner.comments).toEqual([{ id: 1, body }]);
  });

  test('is cut at its beginning where no comment can hold it', async () => {
    await preview(['same 1\n', `first\n${'x'.repeat(70_000)}\nlast\n`, 0]);
    const [{ body } = { body: '' }] = runner.comments;
    expect(body.length).toBeLessThan(65_000);
    expect(body).toContain('x\nlast\n');
    expect(body).not.toContain('first');
  });
});
