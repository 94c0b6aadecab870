// npm run synth:check: render everything into a temporary folder and compare it with the committed manifests. A plain
// `git diff` after `npm run synth` would miss new files.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderApp } from '../stacks/app';
import { readTree, writeTree } from '../stacks/manifest-folder';
import { readProject } from '../stacks/project';

const root = join(__dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'prodigy-synth-'));
try {
  process.exitCode = check(join(root, 'manifests'), join(scratch, 'manifests'));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** @returns the exit code: 0 if the folders are equal. */
function check(committed: string, rendered: string): number {
  writeTree(rendered, renderApp(readProject(root, process.env.PRODIGY_IMAGES)));
  const [before, after] = [readTree(committed), readTree(rendered)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  if (changed.length === 0) return 0;
  spawnSync('git', ['--no-pager', 'diff', '--no-index', '--unified=2', committed, rendered], { stdio: 'inherit' });
  process.stderr.write(
    `'manifests/' must be what is rendered, got ${changed.length} files that differ: npm run synth, then review the diff\n`,
  );
  return 1;
}
