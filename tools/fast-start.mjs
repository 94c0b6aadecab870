// Builds programs that start fast: a launcher, the bundle it runs, and the code that V8 made of it (cli/launch.ts).
import { isAscii } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** How all programs are bundled. */
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
    // Node forgets how a script is to import when it takes kept code; it can require modules of either kind.
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

/** Bundles of this program that were built before, and their code. */
function removeOthers(folder, name, bundle) {
  for (const file of readdirSync(folder))
    if (file.startsWith(`${name}-`) && /\.bundle\.cjs(\.code)?$/.test(file) && !file.startsWith(bundle))
      rmSync(join(folder, file));
}
