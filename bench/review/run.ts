// Entry point of `npm run bench:review -- [--runs N] [--changed N]`: time of `diff` over many runs with few changes.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VERDICTS } from '../../review/diff/verdict';
import { measure } from '../render/measure';

const PROJECT = join(__dirname, '../..');
const PROGRAM = join(PROJECT, 'dist/cli/prodigy-k8s.cjs');
const RUN = join(PROJECT, 'manifests/edge/refresh-docs');
const { edge: RUN_ID } = JSON.parse(readFileSync(join(PROJECT, 'workflows/refresh-docs/run.lock'), 'utf8'));

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, changed: { type: 'string', default: '10' } },
});
const [runs, changed] = [Number(values.runs), Number(values.changed)];
const scratch = mkdtempSync(join(tmpdir(), 'prodigy-bench-review-'));

try {
  const [base, head] = [join(scratch, 'base'), join(scratch, 'head')];
  for (let index = 0; index < runs; index++) copyOfRun(index, join(base, `manifests/edge/run-${index}`));
  cpSync(base, head, { recursive: true });
  for (let index = 0; index < changed; index++)
    edit(join(head, `manifests/edge/run-${index}/job.yaml`), 'cpu: 250m', 'cpu: 500m');
  // The program exits with 0, whatever it finds.
  const decisions = VERDICTS.map((verdict) => `  ${verdict}: nothing-of-note\n`).join('');
  writeFileSync(join(scratch, 'policy.yaml'), `decisions:\n${decisions}`);
  const rows = [
    ['two folders', measured(join(base, 'manifests'), join(head, 'manifests'))],
    ['two revisions', measured(...commits(base, head))],
  ];
  process.stdout.write(`${cpus().length} x ${cpus()[0]?.model}; ${runs} runs, ${changed} changed\n\n`);
  process.stdout.write('| compared | seconds | of the processor | MiB |\n| --- | --- | --- | --- |\n');
  for (const [name, figures] of rows) process.stdout.write(`| ${name} | ${figures} |\n`);
} finally {
  rmSync(scratch, { recursive: true });
}

/** The run under another id. */
function copyOfRun(index: number, folder: string): void {
  cpSync(RUN, folder, { recursive: true });
  for (const file of readdirSync(folder)) edit(join(folder, file), RUN_ID, `run-${index}`);
}

function edit(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
}

/** A repository with a commit for each side, in which the program is then run. */
function commits(base: string, head: string): [string, string] {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', ...args], { cwd: base });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'Base');
  cpSync(join(head, 'manifests'), join(base, 'manifests'), { recursive: true });
  git('commit', '-q', '-a', '-m', 'Head');
  process.chdir(base);
  return ['HEAD~1', 'HEAD'];
}

/** @throws Error if a change was missed, or one found too many. */
function measured(base: string, head: string): string {
  const output = join(scratch, 'findings.json');
  const flags = ['--policy', join(scratch, 'policy.yaml'), '-o', 'json'];
  const { milliseconds, cpuMilliseconds, megabytes } = measure(
    [process.execPath, PROGRAM, 'diff', base, head, ...flags],
    output,
  );
  const found = new Set(JSON.parse(readFileSync(output, 'utf8')).findings.map(({ run }: { run: string }) => run));
  if (found.size !== changed) throw new Error(`diff must find ${changed} changed runs, got ${found.size}`);
  return (
    [milliseconds / 1000, cpuMilliseconds / 1000].map((seconds) => seconds.toFixed(2)).join(' | ') +
    ` | ${Math.round(megabytes)}`
  );
}
