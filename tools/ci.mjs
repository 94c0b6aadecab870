// Runs every suite, counts tests, ends with `N passed, N failed`. A skipped test counts as failed. With `--full` chaos
// strikes ten times as often.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const results = mkdtempSync(join(tmpdir(), 'prodigy-ci-'));
const full = process.argv.includes('--full') ? ['--full'] : [];
const suites = [
  { name: 'npm ci', command: ['npm', 'ci', '--no-audit', '--no-fund'] },
  { name: 'npm test', command: ['npm', 'test', '--'], jest: true },
  { name: 'npm start', command: ['npm', 'start'] },
  { name: 'npm run test:linters', command: ['npm', 'run', 'test:linters', '--'], jest: true },
  { name: 'npm run test:package', command: ['npm', 'run', 'test:package', '--'], jest: true },
  { name: 'npm run test:peer', command: ['npm', 'run', 'test:peer', '--'], jest: true },
  { name: 'npm run test:chaos', command: ['npm', 'run', 'test:chaos', '--', ...full], jest: true },
  { name: 'npm run bench:render -- --quick', command: ['npm', 'run', 'bench:render', '--', '--quick'] },
  { name: 'npm run bench:engine -- --quick', command: ['npm', 'run', 'bench:engine', '--', '--quick'] },
  { name: 'npm run test:devcluster', command: ['npm', 'run', 'test:devcluster', '--'], jest: true },
  { name: 'npm run test:engine', command: ['npm', 'run', 'test:engine', '--'], jest: true },
  { name: 'npm run test:cluster-start', command: ['npm', 'run', 'test:cluster-start', '--'], jest: true },
];

let passed = 0;
let failed = 0;
for (const suite of suites) {
  const started = Date.now();
  console.log(`\n===== ${suite.name}`);
  const file = join(results, `${suites.indexOf(suite)}.json`);
  const [command, ...args] = suite.command;
  const { status } = spawnSync(command, suite.jest ? [...args, '--json', `--outputFile=${file}`] : args, {
    // jest prints its JSON to stdout as well as to the file; what people read is on stderr
    stdio: ['ignore', suite.jest ? 'ignore' : 'inherit', 'inherit'],
  });
  const counts = suite.jest ? jestCounts(file) : { passed: 0, failed: 0 };
  passed += counts.passed + (status === 0 ? 1 : 0);
  failed += counts.failed + (status === 0 ? 0 : 1);
  console.log(`===== ${suite.name}: exit ${status}, ${Math.round((Date.now() - started) / 1000)} s`);
  if (suite.name === 'npm ci' && status !== 0) break;
}
rmSync(results, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function jestCounts(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    return {
      passed: numPassedTests,
      failed: numFailedTests + numPendingTests + numTodoTests + numRuntimeErrorTestSuites,
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
