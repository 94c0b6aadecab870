import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { clusterNamed } from '../../stacks/clusters';
import { readProject } from '../../stacks/project';
import { deployCluster } from '../../stacks/pulumi/cluster-deployment';
import { renewal } from '../../stacks/renew';
import { PROGRAM, Scratch } from '../cli/prodigy';
import { canary, plainCanary, shownIn } from './canary';

const root = join(__dirname, '../..');

// Each call of the command line is a process.
const value = canary('planted');
const encoded = (encoding: BufferEncoding, text = value) => Buffer.from(text).toString(encoding);

test.each<[string, string, string]>([
  ['as it is', value, 'raw'],
  ['in JSON', JSON.stringify({ value }), 'JSON'],
  ['in a URL', `https://me:${encodeURIComponent(value)}@host/`, 'URL'],
  ['in hexadecimal', encoded('hex'), 'hex'],
  ['in capital hexadecimal', encoded('hex').toUpperCase(), 'hex'],
  ['in base64', encoded('base64'), 'base64'],
  ['in base64 behind a user name', encoded('base64', `x:${value}`), 'base64'],
  ['in base64 behind two characters', encoded('base64', `x:y${value}`), 'base64'],
  ['in base64 of a URL', encoded('base64url'), 'base64'],
  ['in base64 over several lines', encoded('base64').replace(/.{10}/g, '$&\n  '), 'base64'],
  ['over several lines', value.replace(/.{7}/g, '$&\n    '), 'raw'],
  ['as two strings', `"${value.slice(0, 20)}" + "${value.slice(20)}"`, 'raw'],
  ['in its first half', value.slice(0, value.length / 2), 'raw'],
  ['in its last half', value.slice(value.length / 2), 'raw'],
])('a value is found %s', (_, text, notation) => {
  expect(shownIn(`before ${text} after`, { planted: value })).toContain(`planted as ${notation}`);
  expect(shownIn(`before ${text} after`, { other: canary('other') })).toEqual([]);
});

const scratch = new Scratch();
const secrets = {
  variable: canary('variable'),
  file: `-----BEGIN OPENSSH PRIVATE KEY-----\n${canary('file')}\n-----END OPENSSH PRIVATE KEY-----\n`,
  kubeconfig: plainCanary('kubeconfig'),
  origin: plainCanary('origin'),
  claude: canary('claude'),
  flag: plainCanary('flag'),
};
const kubeconfig = (server: string) => `apiVersion: v1
kind: Config
current-context: a
contexts: [{name: a, context: {cluster: a, user: a}}]
clusters: [{name: a, cluster: {server: "${server}"}}]
users: [{name: a, user: {token: ${secrets.kubeconfig}}}]
`;
/** What programs that the command line starts were called with, a line each. */
const calls = join(scratch.path, '.calls');

beforeAll(() => {
  scratch.write('flow.yaml', '- shell: echo done\n');
  scratch.write('ask.yaml', '- claude: "/look"\n');
  scratch.write('.gitignore', '.*\n');
  scratch.commit();
  scratch.git('remote', 'add', 'origin', `https://me:${secrets.origin}@git.example.com/a.git`);
  scratch.write('.kube', kubeconfig('https://127.0.0.1:1'));
  scratch.write('.broken', kubeconfig('https://127.0.0.1:1').replace('clusters:', ': ]'));
  chmodSync(scratch.write('.key', secrets.file), 0o600);
  for (const program of ['git', 'claude', 'sh']) logged(program);
});
afterAll(() => scratch.remove());

/** Stand before a program on the PATH, write down what it is called with, and call it. */
function logged(program: string): void {
  const rest = (process.env.PATH ?? '').split(':').map((folder) => join(folder, program));
  const script = `#!/bin/bash
printf '%q ' ${program} "$@" >> ${calls}; echo >> ${calls}
for real in ${rest.map((path) => `'${path}'`).join(' ')}; do [ -x "$real" ] && exec "$real" "$@"; done
`;
  chmodSync(scratch.write(join('.bin', program), script), 0o755);
}

interface Said {
  readonly status: number | null;
  readonly text: string;
}

/** Call the command line with every secret at hand. */
async function prodigy(...args: string[]): Promise<Said> {
  const env = {
    ...scratch.env,
    PATH: `${join(scratch.path, '.bin')}:${process.env.PATH}`,
    TOKEN: secrets.variable,
    ANTHROPIC_API_KEY: secrets.claude,
    KUBECONFIG: join(scratch.path, '.kube'),
  };
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: scratch.path,
    env,
    stdio,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk;
    });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, text })));
}

const origin = ['--repository', 'https://git.example.com/a.git'];
const sources = ['--credential', 'git-token=env:TOKEN', '--credential', 'DEPLOY_KEY=file:.key'];

test.each(['development', 'edge', 'production'])('what is rendered for %s holds no value', async (cluster) => {
  const { status, text } = await prodigy('render', 'flow.yaml', '--cluster', cluster, ...origin, ...sources);
  expect({ status, shown: shownIn(text, secrets) }).toEqual({ status: 0, shown: [] });
  expect(text).toContain('DEPLOY_KEY');
});

test('the id of a run says nothing of its values', async () => {
  const args = ['render', 'flow.yaml', '--cluster', 'development', ...origin, ...sources];
  const first = await prodigy(...args);
  scratch.write('.key', 'another value');
  const second = await prodigy(...args);
  scratch.write('.key', secrets.file);
  expect(second.text).toBe(first.text);
});

test.each<[string, number, string[]]>([
  ['a cluster that cannot be reached', 5, ['run', 'flow.yaml', '--cluster', 'development', ...origin, ...sources]],
  ['a kubeconfig that is none', 2, ['status', '--cluster', 'development', '--kubeconfig', '.broken']],
  ['the status of a cluster', 5, ['status', '--cluster', 'development']],
  ['a preflight', 0, ['preflight', 'flow.yaml', '--cluster', 'development', ...origin, ...sources]],
  ['every fact of a target', 0, ['explain-config', '--cluster', 'production']],
  ['an origin that holds a password', 2, ['render', 'flow.yaml', '--cluster', 'development']],
  ['a run here', 0, ['run', 'flow.yaml', '--yes']],
])('what is said of %s holds no value', async (_, expected, args) => {
  const { status, text } = await prodigy(...args);
  expect({ status, shown: shownIn(text, secrets), text }).toEqual({ status: expected, shown: [], text });
});

const { flag } = secrets;
test.each([
  ['--credential', flag],
  ['--credential', `git-token=${flag}`],
  ['--credential', `git-token=vault:${flag}`],
  ['--credential', `git-token=existing:${flag}+`],
  ['--credential', `git-token=existing:team/${flag}+`],
  ['--credential', `git-token=csi:${flag}+`],
  ['--credential', `git-token=external:${flag}+/entry`],
  ['--secret', `${flag}+`],
  ['--repository', `https://${flag}@git.example.com/a.git`],
  ['--repository', `https://me:${flag}@git.example.com/a.git`],
  ['--repository', `https://git.example.com/a.git?private_token=${flag}`],
  ['--repository', `https://git.example.com/a.git#${flag}`],
  ['--repository', `ssh://git:${flag}@git.example.com/a.git`],
  ['--repository', `http://me:${flag}@git.example.com/a.git`],
])('%s %s is refused without being repeated', async (...given) => {
  const { status, text } = await prodigy('render', 'flow.yaml', '--cluster', 'development', ...origin, ...given);
  expect({ status, shown: shownIn(text, secrets) }).toEqual({ status: 2, shown: [] });
  expect(text).toMatch(/^prodigy-k8s: '[-.a-zA-Z]+' must .+\n$/);
});

test.each([
  `secrets: {git_token: ${flag}}`,
  `secrets: {git_token: {source: existing, secret_name: ${flag}+}}`,
  `secrets: {git_token: {source: env, variable: ${flag}+}}`,
  `secrets: {git_token: {source: vault, value: ${flag}}}`,
  `secrets: [${flag}]`,
])('%s in a file of clusters is refused without being repeated', async (line) => {
  scratch.write('.home/.prodigy/kubernetes.yaml', `clusters:\n  team:\n    ${line}\n`);
  const { status, text } = await prodigy('explain-config', '--cluster', 'team');
  scratch.write('.home/.prodigy/kubernetes.yaml', '');
  expect({ status, shown: shownIn(text, secrets), text }).toEqual({ status: 2, shown: [], text });
});

test('Claude’s key is in no argument of a program, and nothing that a run here keeps', async () => {
  const program = `#!/bin/sh\necho "looked with $(printf %s "$ANTHROPIC_API_KEY" | wc -c) bytes"\n`;
  chmodSync(scratch.write('.bin/claude', `${program}printf 'claude %s\\n' "$*" >> ${calls}\n`), 0o755);
  const { text } = await prodigy('run', 'ask.yaml');
  expect(shownIn(text, secrets)).toEqual([]);
  const called = readFileSync(calls, 'utf8');
  expect(called).toMatch(/^git /m);
  expect(called).toMatch(/^claude .*look/m);
  expect(shownIn(called, secrets)).toEqual([]);
  const kept = filesUnder(join(scratch.path, '.home')).map((file) => readFileSync(file, 'utf8'));
  expect(kept.length).toBeGreaterThan(0);
  expect(shownIn(kept.join('\n'), secrets)).toEqual([]);
});

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('a value of a stack’s configuration is in the Secret of its run and in no other resource', async () => {
  const project = readProject(root);
  const [first] = project.workflows;
  const credentials = { ...first!.definition.credentials, 'git-token': { source: 'env', variable: 'TOKEN' } } as const;
  const workflow = { ...first!, definition: { ...first!.definition, credentials }, lock: new Map() };
  const { files, lock } = renewal({ workflow, targets: [clusterNamed('edge')] }, project.images);
  const registered: { type: string; inputs: unknown }[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: (resource) => {
        registered.push(resource);
        return { id: `${resource.name}-id`, state: resource.inputs };
      },
      call: () => ({}),
    },
    'canary',
  );
  let outputs: unknown;
  await pulumi.runtime.runInPulumiStack(async () => {
    outputs = deployCluster(
      clusterNamed('edge'),
      { ...project, workflows: [{ ...workflow, lock }], committed: files },
      {
        provider: new k8s.Provider('edge', { context: 'edge' }),
        secretValues: () => ({ 'git-token': secrets.variable }),
      },
    );
  });
  await pulumi.runtime.disconnect();
  const isSecret = ({ type }: { type: string }) => type === 'kubernetes:core/v1:Secret';
  expect(shownIn(JSON.stringify(registered.filter(isSecret)), secrets)).toContain('variable as base64');
  expect(shownIn(JSON.stringify([outputs, ...registered.filter((one) => !isSecret(one))]), secrets)).toEqual([]);
});
