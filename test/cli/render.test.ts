import { parseAllDocuments } from 'yaml';
import { Scratch } from './prodigy';

const scratch = new Scratch();
beforeAll(() => {
  scratch.write('flow.yaml', '- shell: echo "$ARG"\n');
  scratch.commit();
});
afterAll(() => scratch.remove());

const here = ['--repository', 'https://git.example.com/team/project.git'];

test('the manifests of a run are one YAML stream with the Job in it', () => {
  const { status, stdout } = scratch.prodigy('render', 'flow.yaml', '--cluster', 'development', ...here);
  expect(status).toBe(0);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  const job = objects.find(({ kind }) => kind === 'Job');
  expect(job.metadata.name).toMatch(/^prodigy-flow-[0-9a-f]{8}$/);
  expect(job.metadata.namespace).toBe('prodigy-dev');
  expect(objects.some(({ kind }) => kind === 'Secret')).toBe(false);
});

test('flags reach the run: its id, namespace, argument and credentials', () => {
  const flags = ['--run-id', 'mine', '-n', 'team', '--args', 'it is "quoted"', '--secret', 'keys'];
  const { stdout } = scratch.prodigy('render', 'flow.yaml', '--cluster', 'edge', ...here, ...flags);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  expect(objects.find(({ kind }) => kind === 'Job').metadata).toMatchObject({
    name: 'prodigy-mine',
    namespace: 'team',
  });
  const config = objects.find(({ kind }) => kind === 'ConfigMap').data['config.env'];
  expect(config).toContain('PRODIGY_ARGUMENT="it is \\"quoted\\""\n');
  expect(stdout).toContain('secretName: keys\n');
});

test('a pull request is asked for with a flag', () => {
  const flags = ['--secret', 'keys', '--pull-request', 'gitea'];
  const { stdout } = scratch.prodigy('render', 'flow.yaml', '--cluster', 'edge', ...here, ...flags);
  expect(stdout).toContain('PRODIGY_PULL_REQUEST="{\\"forge\\":\\"gitea\\",');
});

test('a pull request has the title, text, base and state that flags give it', () => {
  scratch.write('body.md', 'Look at **this**\n');
  const details = ['--pull-request-title', 'Tidy up', '--pull-request-body-file', 'body.md', '--pull-request-draft'];
  const flags = ['--secret', 'keys', '--pull-request', 'gitea', ...details, '--pull-request-base', 'next'];
  const { stdout } = scratch.prodigy('render', 'flow.yaml', '--cluster', 'edge', ...here, ...flags);
  const config = stdout.replaceAll('\\"', '"').replaceAll('\\\\n', '\\n');
  for (const part of ['"base":"next","draft":true', '"title":"Tidy up"', '"body":"Look at **this**'])
    expect(config).toContain(part);
});

test('flags reach the agents: their image, and where they are put', () => {
  const flags = [
    '--image',
    'ghcr.io/team/agent:2',
    '--use-spot',
    '--node-selector',
    'workload=batch',
    '--toleration',
    'batch=true:NoSchedule',
  ];
  const { stdout } = scratch.prodigy('render', 'flow.yaml', '--cluster', 'production', ...here, ...flags);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  const { containers, nodeSelector, tolerations } = objects.find(({ kind }) => kind === 'Job').spec.template.spec;
  expect(containers[0].image).toBe('ghcr.io/team/agent:2');
  expect(nodeSelector).toEqual({ 'eks.amazonaws.com/capacityType': 'SPOT', workload: 'batch' });
  expect(tolerations).toContainEqual({ key: 'batch', operator: 'Equal', value: 'true', effect: 'NoSchedule' });
});

test.each([
  [
    ['--cluster', 'edge', ...here, '--image', 'agent:latest'],
    "'image' must be an image with a fixed tag or a digest, got",
  ],
  [['--cluster', 'edge', ...here, '--node-selector', 'fast'], "'--node-selector' must be LABEL=VALUE, got fast: write"],
  [
    ['--cluster', 'edge', ...here, '--toleration', 'a:Never'],
    "'--toleration' must be KEY[=VALUE][:EFFECT], got a:Never",
  ],
  [['--cluster', 'mars', ...here], "'cluster' must be one of development, edge, production, got mars"],
  [['--cluster', 'edge', ...here, '--publish', 'moon'], "'--publish' must be branch or target, got moon"],
  [
    ['--cluster', 'edge', ...here, '--pull-request-draft'],
    "'--pull-request-draft' must come with --pull-request, got none: name the forge, or leave it out",
  ],
  [
    ['--cluster', 'edge', ...here, '--pull-request', 'gitea', '--pull-request-body-file', 'none.md'],
    "'--pull-request-body-file' must be a readable file, got none.md: ENOENT",
  ],
  [['--cluster', 'edge', ...here, '--pull-request', 'cvs'], "'--pull-request' must be github or gitea, got cvs"],
  [
    ['--cluster', 'edge', ...here, '--pull-request', 'gitea'],
    "'pullRequest' must go with a token or a GitHub App for origin, got anonymous: give the https:// address, and",
  ],
  [['--cluster', 'edge', ...here, '--max-parallel', '0'], "'--max-parallel' must be an integer from 1 to 1000, got 0"],
  [['--cluster', 'edge'], "'--repository' must be given where the directory has no origin, got "],
  [['--cluster', 'edge', ...here, '--images', 'none'], "'--images' must name a readable image lock: "],
])('%j is refused with one sentence', (flags, message) => {
  const { status, stdout, stderr } = scratch.prodigy('render', 'flow.yaml', ...flags);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`prodigy-k8s: ${message}`);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('a workflow that cannot be used is refused with its findings', () => {
  scratch.write('bad.yaml', '- shell: 1\n  claude: /x\n');
  const { status, stderr } = scratch.prodigy('render', 'bad.yaml', '--cluster', 'edge', ...here);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^prodigy-k8s: cannot use this workflow:\nbad\.yaml:1:\d+: /);
});

test('facts of the target may be changed for one run', () => {
  const flags = ['--environment', 'staging', '--storage-class', 'fast', '--workspace-size', '7Gi'];
  const { stdout } = scratch.prodigy('render', 'flow.yaml', '--cluster', 'production', ...here, ...flags);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  const claim = objects.find(({ kind }) => kind === 'PersistentVolumeClaim');
  expect(claim.metadata.namespace).toBe('prodigy-staging');
  expect(claim.spec).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '7Gi' } } });
});

test('flags reach origin: its known hosts, and the user name beside a token', () => {
  const line = 'git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIkLFBYxJ5Wk0H3bRLnNu1JG3YdvEMPnGiyOxeVbbQTw\n';
  scratch.write('hosts', line);
  const configOf = (...flags: string[]): string => {
    const { stdout } = scratch.prodigy('render', 'flow.yaml', '--cluster', 'edge', '--secret', 'keys', ...flags);
    const objects = parseAllDocuments(stdout).map((document) => document.toJS());
    return objects.find(({ kind }) => kind === 'ConfigMap').data['config.env'];
  };
  const ssh = ['--repository', 'git@git.example.com:team/project.git'];
  expect(configOf(...ssh, '--known-hosts', 'hosts')).toContain(JSON.stringify(line));
  expect(configOf(...here, '--git-username', 'x-token-auth')).toContain('PRODIGY_GIT_USERNAME="x-token-auth"\n');
  expect(scratch.prodigy('render', 'flow.yaml', '--cluster', 'edge', ...ssh, '--known-hosts', 'none').stderr).toContain(
    "'--known-hosts' must name a readable file, got none: ENOENT",
  );
});

test('an authority that is named lies in the ConfigMap of the run', () => {
  const certificate = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
  scratch.write('authority.pem', certificate);
  const flags = ['--cluster', 'edge', '--secret', 'keys', ...here, '--ca-certificates'];
  const { stdout } = scratch.prodigy('render', 'flow.yaml', ...flags, 'authority.pem');
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  const config = objects.find(({ kind }) => kind === 'ConfigMap');
  expect(config.data['ca-certificates.pem']).toBe(certificate);
  expect(scratch.prodigy('render', 'flow.yaml', ...flags, 'none').stderr).toContain(
    "'--ca-certificates' must name a readable file, got none: ENOENT",
  );
});
