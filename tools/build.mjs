// Bundles the programs: the command line, and the one file that the container image holds.
import { build } from 'esbuild';

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  legalComments: 'none',
};

await Promise.all([
  build({
    ...shared,
    entryPoints: ['cli/main.ts'],
    outfile: 'dist/cli/prodigy-k8s.cjs',
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({ ...shared, entryPoints: ['runtime/main.ts'], outfile: 'dist/runtime/prodigy-worker.cjs' }),
]);
