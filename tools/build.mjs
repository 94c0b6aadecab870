// Bundles the programs: the command line, the worker in the container image, the Pulumi program with its policy pack,
// and the modules that other programs import.
import { build } from 'esbuild';
import { BUNDLED, buildFastStart } from './fast-start.mjs';

const WORKFLOW = 'workflows/tidy-whitespace/workflow.yaml';

await Promise.all([
  buildFastStart({
    entryPoint: 'cli/main.ts',
    outfile: 'dist/cli/prodigy-k8s.cjs',
    // Needed only for clusters, engines or Redis, and larger than all the rest: they stay external.
    external: ['@kubernetes/client-node', '@pulumi/*', 'ioredis'],
    commands: [
      ['validate', WORKFLOW],
      [
        'render',
        WORKFLOW,
        '--cluster',
        'production',
        '--repository',
        'https://git.example.com/team/service.git',
        '--revision',
        'main',
        '--anonymous',
      ],
    ],
  }),
  buildFastStart({
    entryPoint: 'runtime/main.ts',
    outfile: 'dist/runtime/prodigy-worker.cjs',
    commands: [['load']],
  }),
  build({
    ...BUNDLED,
    entryPoints: ['stacks/pulumi/index.ts'],
    outfile: 'dist/pulumi/index.cjs',
    // It is read and compiled for every preview.
    minifyWhitespace: true,
    external: ['@kubernetes/client-node', '@pulumi/*'],
  }),
  // What other programs import. Packages stay external, so that both sides share the same classes.
  build({
    ...BUNDLED,
    entryPoints: { constructs: 'constructs/index.ts', pulumi: 'stacks/pulumi/components.ts' },
    outdir: 'dist/package',
    outExtension: { '.js': '.cjs' },
    packages: 'external',
  }),
  build({
    ...BUNDLED,
    entryPoints: ['policy/index.ts'],
    outfile: 'dist/policy/index.cjs',
    external: ['@pulumi/*'],
  }),
]);
