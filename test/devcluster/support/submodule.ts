import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORIES } from '../../../devcluster/paths';

/**
 * Add a submodule to a branch of a repository on the git server, pinned to the other's `main`, at an address relative to
 * the first.
 */
export function addSubmodule(
  repository: string,
  branch: string,
  module: { readonly name: string; path: string },
): void {
  const folder = mkdtempSync(join(tmpdir(), 'prodigy-submodule-'));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: ENVIRONMENT });
  const commit = execFileSync('git', ['rev-parse', 'main'], { cwd: onDisk(module.name), encoding: 'utf8' }).trim();
  try {
    git('clone', '-q', onDisk(repository), '.');
    git('checkout', '-q', '-B', branch);
    const url = `../${module.name.replace(/^.*\//, '')}.git`;
    writeFileSync(
      join(folder, '.gitmodules'),
      `[submodule "${module.path}"]\n\tpath = ${module.path}\n\turl = ${url}\n`,
    );
    git('update-index', '--add', '--cacheinfo', `160000,${commit},${module.path}`);
    git('add', '.gitmodules');
    git('commit', '-q', '-m', 'Add a submodule');
    git('push', '-q', 'origin', branch);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const onDisk = (name: string): string => join(REPOSITORIES, `${name}.git`);

const ENVIRONMENT = {
  ...process.env,
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@example.com',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@example.com',
  GIT_LFS_SKIP_SMUDGE: '1',
};
