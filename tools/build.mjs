// Bundles the programs: the command line, the program that the container image holds, the Pulumi program and its policy pack, and
// what other programs import.
import { build } from 'esbuild';
import { BUNDLED, buildFastStart } from './fast-start.mjs';

const WORKFLOW = 'workflows/tidy-whitespace/workflow.yaml';

await Promise.all([
  buildFastStart({
    entryPoint: 'cli/main.ts',
    outfile: 'dist/cli/prodigy-k8s.cjs',
    // Loaded only when a cluster, an engine or a Redis is asked, and larger than all the rest: they stay where npm put them.
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
    // Read and compiled anew for every preview.
    minifyWhitespace: true,
    external: ['@kubernetes/client-node', '@pulumi/*'],
  }),
  // What other programs import. They share the packages that it is made with: a construct of theirs is one of ours.
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
