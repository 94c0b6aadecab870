import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest } from './print-tree';

const root = join(__dirname, '../..');
const expected = digest(false);

/** Render in another process, as another machine would. */
function elsewhere(args: readonly string[], env: Record<string, string>, cwd: string): string {
  const command = [join(root, 'node_modules/.bin/tsx'), '--tsconfig', join(root, 'tsconfig.json')];
  const program = [join(__dirname, 'print-tree.ts'), ...args];
  const { stdout, stderr } = spawnSync(command[0]!, [...command.slice(1), ...program], {
    cwd,
    env: { PATH: process.env.PATH, HOME: tmpdir(), ...env },
    encoding: 'utf8',
  });
  return stdout || stderr;
}

test.each<[string, string[], Record<string, string>, string]>([
  ['another time zone and language', [], { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, root],
  ['another directory', [], { LANG: 'C' }, '/'],
  [
    'variables that tools read',
    [],
    {
      CI: '1',
      CDK8S_OUTDIR: '/x',
      CDK8S_DISABLE_SORT: '1',
      CDK8S_RECORD_CONSTRUCT_METADATA: '1',
      NAMESPACE: 'x',
      KUBECONFIG: '/x',
    },
    root,
  ],
  ['facts, settings and images written in another order', ['shuffled'], { TZ: 'UTC' }, root],
])(
  '%s: the same bytes',
  (_, args, env, cwd) => {
    expect(elsewhere(args, env, cwd)).toBe(expected);
  },
  60_000,
);
