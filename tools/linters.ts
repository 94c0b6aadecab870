import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact, CACHE, keyOf } from './cache';
import { run } from './command';
import { buildGo } from './go-build';
import { ensurePip } from './wheel';

/** The program kube-score; its pin is in tools/go-modules/kube-score. */
export const kubeScore = async (): Promise<string> =>
  join(await buildGo({ module: 'kube-score', packages: ['github.com/zegl/kube-score/cmd/kube-score'] }), 'kube-score');

/** The program actionlint; its pin is in tools/go-modules/actionlint. */
export const actionlint = async (): Promise<string> =>
  join(await buildGo({ module: 'actionlint', packages: ['github.com/rhysd/actionlint/cmd/actionlint'] }), 'actionlint');

/** Checkov and everything that it needs, one `name==version` a line. */
const REQUIREMENTS = join(__dirname, 'checkov.requirements.txt');

/** How to run checkov: `python3 -m checkov.main` with this PYTHONPATH. Some 300 MB the first time. */
export async function checkovPath(): Promise<string> {
  await ensurePip();
  // Some of the packages are compiled for one version of Python.
  const key = keyOf(await readFile(REQUIREMENTS), await run('python3', ['--version']));
  return artefact('checkov', key, async (folder) => {
    const pip = ['-m', 'pip', 'install', '-q', '--no-deps', '--target', folder, '-r', REQUIREMENTS];
    await run('nice', ['python3', ...pip], { env: { ...process.env, PIP_CACHE_DIR: join(CACHE, 'pip') } });
  });
}
