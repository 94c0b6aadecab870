// Where a run's repository comes from: each way to origin, one run for each, all at once.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultBranch } from '../../contract/names';
import { createDeployKey, knownHostsLine, sshUrl } from '../../devcluster/deploy-keys';
import { createRepository } from '../../devcluster/git-repositories';
import { allowToken } from '../../devcluster/git-tokens';
import { addLargeFile, largeFileOf } from '../../devcluster/large-files';
import { NEIGHBOUR_PORT, REPOSITORIES } from '../../devcluster/paths';
import { APP, GitHubStandIn } from '../runtime/adapters/git/github-stand-in';
import { TestNamespace } from './support/namespace';
import { Origin } from './support/origin';
import { addSubmodule } from './support/submodule';

jest.setTimeout(400_000);

const namespace = new TestNamespace('prodigy-clone');
const TOKEN = 'token-of-clone-test';
let github: GitHubStandIn;
let everything: Origin;
let plain: Origin;
let hub: Origin;

/** Says what is in the checkout, and changes the large file. */
const LOOK = `name: look
commands:
  - shell: |
      git ls-files -t > files.txt
      cat module/module.txt > module.txt
      cat assets/large.bin > seen.txt
      printf 'larger' >> assets/large.bin
      git add --sparse files.txt module.txt seen.txt assets/large.bin
      git commit -qm 'Say what is here'
    commit_required: true
`;
const NOTE = `name: note
commands:
  - shell: git rev-parse HEAD > base.txt && git add base.txt && git commit -qm 'Note the base'
    commit_required: true
`;
const workflow = (text: string) => ({ text, file: 'workflow.yaml' });
const existing = (secretName: string) => ({ source: 'existing', secretName }) as const;

beforeAll(async () => {
  await createRepository('clone/module', { 'module.txt': 'of the submodule\n' });
  everything = await Origin.create('clone/everything', {
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    'assets/large.bin': await addLargeFile('clone/everything', 'large file\n'),
    'left-out/file.txt': 'not checked out\n',
  });
  addSubmodule('clone/everything', 'work', { name: 'clone/module', path: 'module' });
  plain = await Origin.create('clone/plain', { 'README.md': 'private\n' });
  await createRepository('demo/public', { 'README.md': 'anybody may read this\n' });
  hub = await Origin.create('clone/hub', { 'README.md': 'of the App\n' });
  github = await GitHubStandIn.start(join(REPOSITORIES, 'clone'));
  writeFileSync(NEIGHBOUR_PORT, new URL(github.url).port);
  allowToken(TOKEN);
  await namespace.create();
  await namespace.secret('keys', {
    'git-ssh-key': await createDeployKey(['clone/everything', 'clone/module']),
    'git-token': TOKEN,
    'github-app-key': github.privateKey(),
  });
  await namespace.secret('stale', { 'git-token': 'revoked' });
  await Promise.all([startBySsh(), startByToken(), startAnonymous(), startAsApp(), startWithStaleToken()]);
});

afterAll(async () => {
  github.stop();
  rmSync(NEIGHBOUR_PORT, { force: true });
  await namespace.remove();
});

const run = (runId: string) => namespace.live(runId);

const startBySsh = async () =>
  namespace.start({
    runId: 'by-ssh',
    workflow: workflow(LOOK),
    repository: {
      url: sshUrl('clone/everything'),
      revision: 'work',
      knownHosts: await knownHostsLine(),
      sparsePaths: ['assets', 'module'],
      lfs: true,
      submodules: true,
    },
    credentials: { 'git-ssh-key': existing('keys') },
  });

const startByToken = () =>
  namespace.start({
    runId: 'by-token',
    workflow: workflow(NOTE),
    repository: { url: plain.url, revision: 'main' },
    credentials: { 'git-token': existing('keys') },
  });

const startAnonymous = () =>
  namespace.start({
    runId: 'anonymous',
    workflow: workflow(NOTE),
    repository: { url: 'https://git.example.com/demo/public.git', revision: 'main' },
  });

const startWithStaleToken = () =>
  namespace.start({
    runId: 'stale',
    workflow: workflow(NOTE),
    repository: { url: plain.url, revision: 'main' },
    credentials: { 'git-token': existing('stale') },
  });

const startAsApp = () =>
  namespace.start({
    runId: 'as-app',
    workflow: workflow(NOTE),
    repository: {
      url: 'https://git.example.com/neighbour/hub.git',
      revision: 'main',
      githubApp: {
        appId: APP.gitHubAppId,
        installationId: APP.gitHubInstallationId,
        apiUrl: 'https://git.example.com/neighbour',
      },
    },
    credentials: { 'github-app-key': existing('keys') },
  });

describe('by SSH, from a branch, with large files, submodules and sparse paths', () => {
  const files = () => everything.files(resultBranch('by-ssh'));

  test('the run completes', async () => {
    expect(await run('by-ssh').report(380)).toMatchObject({ outcome: 'complete', failures: [] });
  });

  test('steps see the large file and the submodule, of a repository beside the first', () => {
    expect(files()).toMatchObject({ 'seen.txt': 'large file\n', 'module.txt': 'of the submodule\n' });
  });

  test('what lies beside the sparse paths is in the commits, not in the checkout', () => {
    expect(files()).toMatchObject({ 'left-out/file.txt': 'not checked out\n' });
    expect((files()['files.txt'] ?? '').split('\n')).toEqual(
      expect.arrayContaining(['S left-out/file.txt', 'H assets/large.bin', 'H module']),
    );
  });

  test('a large file that a step changed is at origin, where its pointer leads', async () => {
    const pointer = files()['assets/large.bin'] ?? '';
    expect(pointer).toMatch(/^version https:\/\/git-lfs.github.com\/spec\/v1\n/);
    expect(await largeFileOf('clone/everything', pointer)).toBe('large file\nlarger');
  });
});

test('by token, the result of a private repository is at origin, made from its main', async () => {
  const report = await run('by-token').report(380);
  expect(report).toMatchObject({ outcome: 'complete' });
  expect(plain.files(resultBranch('by-token'))['base.txt']).toBe(`${report.base}\n`);
});

test('as a GitHub App, by a token that the API gave for the key', async () => {
  expect(await run('as-app').report(380)).toMatchObject({ outcome: 'complete' });
  expect(github.tokens.size).toBeGreaterThan(0);
  expect(hub.branches()).toContain(resultBranch('as-app'));
});

test('anonymously, a public repository is read; its result stays, since origin takes no push from nobody', async () => {
  const report = await run('anonymous').report(380);
  expect(report).toMatchObject({ outcome: 'unpublished', exitCode: 0, result: { commits: 1 } });
  expect(report.reason).toMatch(/^origin: /);
});

test('with a token that origin does not know, the run is refused with what origin says', async () => {
  expect(await run('stale').report(380)).toMatchObject({ outcome: 'refused', exitCode: 20 });
});
