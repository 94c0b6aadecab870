// Bundles the programs: the command line, the one file that the container image holds, and the Pulumi program.
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
    // Loaded only when a cluster is asked, and larger than all the rest: it stays where npm put it.
    external: ['@kubernetes/client-node'],
  }),
  build({ ...shared, entryPoints: ['runtime/main.ts'], outfile: 'dist/runtime/prodigy-worker.cjs' }),
  build({
    ...shared,
    entryPoints: ['stacks/pulumi/index.ts'],
    outfile: 'dist/pulumi/index.cjs',
    external: ['@pulumi/*'],
  }),
]);
