import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact, keyOf } from './cache';
import { run } from './command';
import { goEnvironment } from './go';
import { downloadedModule } from './go-module';

/**
 * The operator. Since 1.0 its releases are split into modules that refer to each other by folder and cannot be built
 * from module downloads; this is the last release with a single module.
 */
const MODULE = {
  path: 'github.com/external-secrets/external-secrets',
  version: 'v0.20.4',
  /** Covers its go.sum, and thereby every module that it is built from. */
  sum: 'h1:HhNAjWfFEshhItphr28SGsHzf2bUP7uDAOVLg76uNAg=',
};

/** The sources that the program is built from. */
const SOURCES = ['apis', 'cmd', 'pkg', 'main.go', 'go.mod', 'go.sum'];

/** The program's registries of stores and generators. Those of clouds need more code than all of Kubernetes. */
const LISTS: Readonly<Record<string, string>> = {
  'pkg/provider/register/register.go': `package register

import _ "${MODULE.path}/pkg/provider/fake"
`,
  'pkg/generator/register/register.go': 'package register\n',
};

/** The folder with `external-secrets`: External Secrets Operator, unmodified but for having only the store `fake`. */
export const externalSecretsOperator = (): Promise<string> =>
  artefact('external-secrets', keyOf(JSON.stringify([MODULE, SOURCES, LISTS])), async (output) => {
    const sources = join(output, 'sources');
    await mkdir(sources);
    const module = await downloadedModule(MODULE, output);
    for (const name of SOURCES) await cp(join(module, name), join(sources, name), { recursive: true });
    for (const [path, text] of Object.entries(LISTS)) await writeFile(join(sources, path), text);
    const flags = ['-mod=readonly', '-ldflags', '-s -w', '-o', join(output, 'external-secrets')];
    await run('nice', ['go', 'build', ...flags, '.'], { cwd: sources, env: await goEnvironment() });
    await rm(sources, { recursive: true });
  });
