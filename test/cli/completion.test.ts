import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { completions } from '../../cli/complete';
import { program } from '../../cli/program';
import type { Terminal } from '../../cli/terminal';
import { clusters } from '../../stacks/clusters';
import { PROGRAM, Scratch } from './prodigy';

const root = program({ out: () => undefined, progress: () => undefined } as unknown as Terminal);
const known = {
  clusters: ['development', 'edge'],
  runs: async (cluster: string | undefined) => (cluster === undefined ? ['local-1'] : [`${cluster}-1`, `${cluster}-2`]),
};
const complete = (line: string) => completions(root, line.split(' '), known);

test.each([
  ['sta', ['stack', 'status']],
  ['dlq ', ['export', 'inspect', 'list', 'purge', 'retry']],
  ['dlq r', ['retry']],
  ['status ', ['local-1']],
  ['status --cluster edge ', ['edge-1', 'edge-2']],
  ['status --cluster=edge edge-2', ['edge-2']],
  ['status --cluster = edge ', ['edge-1', 'edge-2']],
  ['status --cluster ', ['development', 'edge']],
  ['status --cluster =', ['development', 'edge']],
  ['status --cluster = e', ['edge']],
  ['run --cluster ', ['auto', 'development', 'edge']],
  ['clusters check ', ['development', 'edge']],
  [
    'status --cluster edge --',
    ['--cluster', '--context', '--environment', '--kubeconfig', '--namespace', '--output', '--watch'],
  ],
  ['status -o ', ['json', 'name', 'wide', 'yaml']],
  ['events a -o ', ['json']],
  ['cleanup --cluster edge edge-1 ', ['edge-1', 'edge-2']],
  ['secrets rotate --run ', ['local-1']],
  ['completion ', ['bash', 'fish', 'zsh']],
  ['run ', []],
  ['run --param-file ', []],
  ['nonsense ', []],
])('%j can become %j', async (line, found) => {
  expect(await complete(line)).toEqual(found);
});

describe('the clusters of a home folder', () => {
  const scratch = new Scratch();
  const offered = (...words: readonly string[]) => scratch.prodigy('__complete', '--', ...words).stdout;
  const bundled = clusters.map(({ name }) => name);
  const own = (text: string) => scratch.write('.home/.prodigy/kubernetes.yaml', text);
  const lines = (names: readonly string[]) =>
    [...names]
      .sort()
      .map((name) => `${name}\n`)
      .join('');
  afterAll(() => scratch.remove());

  test('are offered beside those that come with the program', () => {
    own('clusters:\n  mine: { namespace: team }\n');
    expect(offered('status', '--cluster', '')).toBe(lines([...bundled, 'mine']));
    expect(offered('run', 'flow.yaml', '--cluster', 'm')).toBe('mine\n');
  });

  test('are left out where their file cannot be read', () => {
    own('clusters: [');
    expect(offered('status', '--cluster', '')).toBe(lines(bundled));
  });
});

describe('in bash', () => {
  const scratch = new Scratch();
  const bin = join(scratch.path, 'bin');
  scratch.write('bin/prodigy-k8s', `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  spawnSync('chmod', ['+x', join(bin, 'prodigy-k8s')]);
  afterAll(() => scratch.remove());

  test('the script asks the program', () => {
    const script = `
      source <(prodigy-k8s completion bash)
      COMP_WORDS=(prodigy-k8s completion ''); COMP_CWORD=2
      _prodigy_k8s; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...scratch.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    const answer = spawnSync('bash', ['-c', script], { env, cwd: scratch.path, encoding: 'utf8' });
    expect(answer).toMatchObject({ stdout: 'bash\nfish\nzsh\n', stderr: '' });
  });

  test('another shell than those three is refused with their names', () => {
    expect(scratch.prodigy('completion', 'tcsh')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Allowed choices are bash, zsh, fish'),
    });
  });
});
