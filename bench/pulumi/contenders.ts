import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { KubernetesObject } from '../../stacks/kubernetes-object';

const PROJECT = join(__dirname, '../..');

/** A way to deploy runs. */
export interface Contender {
  readonly name: string;
  /** Set-up that is not measured. */
  prepare(stack: string, objects: readonly KubernetesObject[]): void;
  /** Command line of its preview. @default - none */
  readonly preview?: (stack: string) => readonly string[];
  readonly up: (stack: string) => readonly string[];
}

/** The compared programs, created in a scratch folder; the first is the baseline. */
export async function contenders(scratch: string): Promise<Contender[]> {
  symlinkSync(join(PROJECT, 'node_modules'), join(scratch, 'node_modules'));
  const programs = ['hand-written', 'components'];
  for (const name of programs) await program(join(scratch, name), name);
  return [...programs.map((name) => stacks(name, join(scratch, name))), applied(join(scratch, 'objects.yaml'))];
}

/** Like tools/build.mjs for the project's own program. */
async function program(folder: string, name: string): Promise<void> {
  mkdirSync(folder);
  const runtime = { name: 'nodejs', options: { typescript: false } };
  writeFileSync(join(folder, 'Pulumi.yaml'), JSON.stringify({ name: `bench-${name}`, runtime, main: 'index.cjs' }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, main: 'index.cjs' }));
  await build({
    entryPoints: [join(__dirname, `programs/${name}.ts`)],
    outfile: join(folder, 'index.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    external: ['@kubernetes/client-node', '@pulumi/*'],
    logLevel: 'error',
  });
}

function stacks(name: string, folder: string): Contender {
  const pulumi = (stack: string, ...args: string[]) =>
    ['pulumi', '--cwd', folder, '--non-interactive', '--stack', stack, ...args] as const;
  return {
    name,
    prepare: (stack) => {
      execFileSync('pulumi', ['--cwd', folder, '--non-interactive', 'stack', 'init', stack], { stdio: 'ignore' });
    },
    preview: (stack) => pulumi(stack, 'preview'),
    up: (stack) => pulumi(stack, 'up', '--yes', '--skip-preview'),
  };
}

const applied = (file: string): Contender => ({
  name: 'kubectl apply --server-side',
  prepare: (_, objects) => writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n')),
  up: () => ['kubectl', 'apply', '--server-side', '-f', file],
});
