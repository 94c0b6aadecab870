// Bundles the programs: the command line, the one file that the container image holds, and the Pulumi program.
import { build } from 'esbuild';
import { BUNDLED, buildFastStart } from './fast-start.mjs';

const WORKFLOW = 'workflows/tidy-whitespace/workflow.yaml';

await Promise.all([
  buildFastStart({
    entryPoint: 'cli/main.ts',
    outfile: 'dist/cli/prodigy-k8s.cjs',
    // Loaded only when a cluster is asked, and larger than all the rest: it stays where npm put it.
    external: ['@kubernetes/client-node'],
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
  build({ ...BUNDLED, entryPoints: ['runtime/main.ts'], outfile: 'dist/runtime/prodigy-worker.cjs' }),
  build({
    ...BUNDLED,
    entryPoints: ['stacks/pulumi/index.ts'],
    outfile: 'dist/pulumi/index.cjs',
    external: ['@pulumi/*'],
  }),
]);
