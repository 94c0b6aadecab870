import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact, keyOf } from './cache';
import { run } from './command';
import { goEnvironment } from './go';

/** Commands to build from a folder in `tools/go-modules`, whose go.mod and go.sum pin every version. */
export interface GoBuild {
  readonly module:
    | 'kubernetes'
    | 'addons'
    | 'pause'
    | 'kwok'
    | 'metrics-server'
    | 'actionlint'
    | 'kube-score'
    | 'helm'
    | 'kustomize'
    | 'pulumi';
  readonly packages: readonly string[];
  readonly linkerFlags?: string;
}

/** Build them once: the cache key covers the pins, the sources, the packages and the flags. Returns the folder. */
export async function buildGo({ module, packages, linkerFlags = '' }: GoBuild): Promise<string> {
  const folder = join(__dirname, 'go-modules', module);
  const key = keyOf(...(await sources(folder)), packages.join(' '), linkerFlags);
  return artefact(`go-${module}`, key, async (output) => {
    const flags = ['-mod=readonly', '-ldflags', `-s -w ${linkerFlags}`, '-o', `${output}/`];
    // With low priority, because a build takes minutes and others may be working on the machine.
    await run('nice', ['go', 'build', ...flags, ...packages], { cwd: folder, env: await goEnvironment() });
  });
}

async function sources(folder: string): Promise<Buffer[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /(\.go|go\.mod|go\.sum)$/.test(name));
  return Promise.all(names.sort().map((name) => readFile(join(folder, name))));
}
