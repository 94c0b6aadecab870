// Builds programs for fast startup: a launcher, the bundle it runs, and V8's code cache for it (cli/launch.ts).
import { isAscii } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Bundle settings common to all programs. */
export const BUNDLED = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  legalComments: 'none',
};

export async function buildFastStart({ entryPoint, outfile, commands, external = [] }) {
  const folder = dirname(resolve(outfile));
  const name = basename(outfile, extname(outfile));
  const { metafile } = await build({
    ...BUNDLED,
    entryPoints: { [name]: entryPoint },
    entryNames: '[name]-[hash]',
    outdir: folder,
    outExtension: { '.js': '.bundle.cjs' },
    minifyWhitespace: true,
    // A script from Node's code cache cannot use `import()`, but `require` loads both kinds of modules.
    supported: { 'dynamic-import': false },
    external,
    metafile: true,
  });
  const bundle = resolve(Object.keys(metafile.outputs)[0]);
  if (!isAscii(readFileSync(bundle)))
    throw new Error(`'${bundle}' must be ASCII: the launcher reads one byte a character`);
  await build({
    ...BUNDLED,
    entryPoints: [join(ROOT, 'cli/launch.ts')],
    outfile,
    banner: { js: '#!/usr/bin/env node' },
    define: { BUNDLE: JSON.stringify(basename(bundle)) },
  });
  removeOthers(folder, name, basename(bundle));
  const keepCode = [join(ROOT, 'tools/keep-code.cjs'), resolve(outfile), bundle, JSON.stringify(commands)];
  execFileSync(process.execPath, keepCode, { cwd: ROOT, stdio: 'pipe' });
}

/** Removes earlier bundles of this program and their code caches. */
function removeOthers(folder, name, bundle) {
  for (const file of readdirSync(folder))
    if (file.startsWith(`${name}-`) && /\.bundle\.cjs(\.code)?$/.test(file) && !file.startsWith(bundle))
      rmSync(join(folder, file));
}
