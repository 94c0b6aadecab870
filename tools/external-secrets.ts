import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact, keyOf } from './cache';
import { run } from './command';
import { goEnvironment } from './go';
import { downloadedModule } from './go-module';

/**
 * The operator. Its releases from 1.0 on are divided into modules that point at each other by folder, so that none of
 * them can be built from module downloads; this is the last that is one module.
 */
const MODULE = {
  path: 'github.com/external-secrets/external-secrets',
  version: 'v0.20.4',
  /** Covers its go.sum, and so every module that it is built from. */
  sum: 'h1:HhNAjWfFEshhItphr28SGsHzf2bUP7uDAOVLg76uNAg=',
};

/** What the program is made of. */
const SOURCES = ['apis', 'cmd', 'pkg', 'main.go', 'go.mod', 'go.sum'];

/** The lists of stores and generators that the program knows. Those of clouds bring more code than all of Kubernetes. */
const LISTS: Readonly<Record<string, string>> = {
  'pkg/provider/register/register.go': `package register

import _ "${MODULE.path}/pkg/provider/fake"
`,
  'pkg/generator/register/register.go': 'package register\n',
};

/** The folder with `external-secrets`: External Secrets Operator as it is, with the store `fake` alone. */
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
