import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact, CACHE, keyOf } from './cache';
import { run } from './command';
import { buildGo } from './go-build';
import { ensurePip } from './wheel';

/** Path of kube-score; its version is pinned in tools/go-modules/kube-score. */
export const kubeScore = async (): Promise<string> =>
  join(await buildGo({ module: 'kube-score', packages: ['github.com/zegl/kube-score/cmd/kube-score'] }), 'kube-score');

/** Path of actionlint; its version is pinned in tools/go-modules/actionlint. */
export const actionlint = async (): Promise<string> =>
  join(await buildGo({ module: 'actionlint', packages: ['github.com/rhysd/actionlint/cmd/actionlint'] }), 'actionlint');

/** Checkov and all its dependencies, one `name==version` per line. */
const REQUIREMENTS = join(__dirname, 'checkov.requirements.txt');

/** The PYTHONPATH for running checkov as `python3 -m checkov.main`. Downloads some 300 MB the first time. */
export async function checkovPath(): Promise<string> {
  await ensurePip();
  // Some of the packages are compiled for a specific version of Python.
  const key = keyOf(await readFile(REQUIREMENTS), await run('python3', ['--version']));
  return artefact('checkov', key, async (folder) => {
    const pip = ['-m', 'pip', 'install', '-q', '--no-deps', '--target', folder, '-r', REQUIREMENTS];
    await run('nice', ['python3', ...pip], { env: { ...process.env, PIP_CACHE_DIR: join(CACHE, 'pip') } });
  });
}
