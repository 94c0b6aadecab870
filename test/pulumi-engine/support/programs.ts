import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Names under which the engine looks for its plugins on the PATH. */
const PROGRAMS = {
  'pulumi-resource-kubernetes': join(__dirname, '../kubernetes-plugin/main.ts'),
  'pulumi-language-nodejs': join(__dirname, '../language-host/main.ts'),
};

/** Put the two stand-ins for plugins into a folder that is to be first on the PATH. */
export async function installPlugins(folder: string): Promise<void> {
  await build({
    entryPoints: PROGRAMS,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  for (const name of Object.keys(PROGRAMS)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${file}.cjs' "$@"\n`);
    chmodSync(file, 0o755);
  }
}
