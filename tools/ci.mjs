// Runs every suite, counts tests, ends with `N passed, N failed`. With `--full`, chaos tests inject ten times as many
// faults, and suites also run whose programs take minutes to build.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { tally } from './ci-tally.mjs';

const results = mkdtempSync(join(tmpdir(), 'prodigy-ci-'));
const full = process.argv.includes('--full') ? ['--full'] : [];
const npmRun = (script, ...args) => ({ name: `npm run ${script}`, command: ['npm', 'run', script, '--', ...args] });
const suites = [
  { name: 'npm ci', command: ['npm', 'ci', '--no-audit', '--no-fund'], needed: true },
  { name: 'npm test', command: ['npm', 'test', '--'], jest: true },
  { name: 'npm start', command: ['npm', 'start'] },
  { ...npmRun('test:linters'), jest: true },
  { ...npmRun('test:package'), jest: true },
  { ...npmRun('test:peer'), jest: true },
  // A rerun would inject other faults.
  { ...npmRun('test:chaos', ...full), jest: true, once: true },
  npmRun('bench:render', '--quick'),
  npmRun('bench:engine', '--quick'),
  npmRun('bench:logs', '--quick'),
  { ...npmRun('test:devcluster'), jest: true },
  ...(full.length > 0 ? [{ ...npmRun('test:add-ons'), jest: true }] : []),
  { ...npmRun('test:engine'), jest: true },
  { ...npmRun('test:cluster-start'), jest: true },
];

const { passed, failed, unsteady } = tally(suites, run);
rmSync(results, { recursive: true, force: true });
for (const file of unsteady) console.log(`unsteady: ${relative('.', file)} failed, and passed when it was asked again`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run(suite, files) {
  const started = Date.now();
  const title = [suite.name, ...files.map((file) => relative('.', file))].join(' ');
  console.log(`\n===== ${title}`);
  const output = join(results, `${suites.indexOf(suite)}-${files.length}.json`);
  const [command, ...args] = suite.command;
  if (suite.jest) args.push('--json', `--outputFile=${output}`, ...files);
  // jest prints its JSON to stdout as well as to the file; the readable report is on stderr.
  const { status } = spawnSync(command, args, { stdio: ['ignore', suite.jest ? 'ignore' : 'inherit', 'inherit'] });
  console.log(`===== ${title}: exit ${status}, ${Math.round((Date.now() - started) / 1000)} s`);
  return { status, report: suite.jest ? read(output) : null };
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
