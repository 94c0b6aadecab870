import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Path } from '../../../contract/paths';
import { git } from '../../../runtime/adapters/git/git';
import { originOf } from '../../../runtime/adapters/git/origin';
import { GitHubStandIn } from '../adapters/git/github-stand-in';
import { SshServer } from '../adapters/git/ssh-server';
import {
  commitAll,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryRepository,
} from '../adapters/git/temporary-repository';
import { runConfig } from '../server/workspace-under-test';
import { ClonePod } from './clone-pod';

let server: SshServer;
beforeAll(async () => {
  server = await SshServer.start();
});
afterAll(async () => {
  await server.stop();
  removeTemporaryFolders();
});

async function podFor(knownHosts: string, key: string): Promise<{ pod: ClonePod; main: string; dir: string }> {
  const dir = await temporaryRepository();
  const main = await commitAll(dir, 'second');
  const pod = new ClonePod({ repositoryUrl: server.url(dir), gitAuth: 'ssh-key', gitKnownHosts: knownHosts });
  await pod.put('/secrets/git-ssh-key', key);
  return { pod, main, dir };
}

test('a run is cloned with its key from the host that it knows', async () => {
  const { pod, main } = await podFor(server.knownHosts(), server.key());
  expect(await pod.run('')).toBe(0);
  expect(await pod.outcome()).toMatchObject({ ok: true, base: main });
});

test('a key without its final newline, or with line ends of Windows, is a key', async () => {
  const { pod, main } = await podFor(server.knownHosts(), server.key().trimEnd().replace(/\n/g, '\r\n'));
  await pod.run('');
  expect(await pod.outcome()).toMatchObject({ ok: true, base: main });
});

test('the copy of the key is for this user alone, and no other file holds it', async () => {
  const { pod } = await podFor(server.knownHosts(), server.key());
  await pod.run('');
  const [origin] = await readdir(join(pod.root, Path.TEMPORARY));
  const copies = join(pod.root, Path.TEMPORARY, origin as string);
  expect((await readdir(copies)).sort()).toEqual(['git-ssh-key', 'known-hosts']);
  expect((await stat(join(copies, 'git-ssh-key'))).mode & 0o777).toBe(0o600);
  const config = await readFile(join(pod.path(Path.REPOSITORY), 'config'), 'utf8');
  expect(config + pod.log.lines.join('\n')).not.toContain(server.key().split('\n')[2]);
});

test('another key of the host is refused at once, with what to do', async () => {
  const { pod } = await podFor(server.knownHosts('stranger'), server.key());
  expect(await pod.run('')).toBe(0);
  const { ok, reason } = await pod.outcome();
  expect(ok).toBe(false);
  expect(reason).toContain('Host key verification failed.');
  expect(reason).toContain(
    "origin's host key is not among the run's known hosts: compare it with what the forge publishes, then set knownHosts",
  );
  expect(pod.clock.pauses).toEqual([]);
});

test('a key that origin does not know is refused at once, with what to look at', async () => {
  const { pod } = await podFor(server.knownHosts(), server.key('stranger'));
  expect(await pod.run('')).toBe(0);
  expect(await pod.outcome()).toMatchObject({
    ok: false,
    reason: expect.stringMatching(
      /Permission denied \(publickey\).*origin does not accept the key 'git-ssh-key': is its public key registered there, and does it have no passphrase\?$/,
    ),
  });
  expect(pod.clock.pauses).toEqual([]);
});

test('a repository that is not there is a refusal', async () => {
  const pod = new ClonePod({
    repositoryUrl: server.url('/nonexistent.git'),
    gitAuth: 'ssh-key',
    gitKnownHosts: server.knownHosts(),
  });
  await pod.put('/secrets/git-ssh-key', server.key());
  await pod.run('');
  expect(await pod.outcome()).toMatchObject({ ok: false, reason: expect.stringContaining('/nonexistent.git') });
  expect(pod.clock.pauses).toEqual([]);
});

test('a key that is rotated serves the next push', async () => {
  const { dir } = await podFor(server.knownHosts(), '');
  const pod = new ClonePod({});
  const config = { ...runConfig(''), repositoryUrl: server.url(dir) };
  const origin = originOf({ ...config, gitAuth: 'ssh-key', gitKnownHosts: server.knownHosts() }, {}, pod.root);
  const push = async (): Promise<string> =>
    git(['push', '--quiet', origin.url, 'HEAD:refs/heads/pushed'], { cwd: dir, ...(await origin.options()) });
  await pod.put('/secrets/git-ssh-key', server.key('stranger'));
  await expect(push()).rejects.toThrow('Permission denied');
  await pod.put('/secrets/git-ssh-key', server.key());
  await push();
  expect(await git(['rev-parse', 'pushed'], { cwd: dir })).toBe(await git(['rev-parse', 'HEAD'], { cwd: dir }));
});

test('large files come from where the host says over SSH', async () => {
  const folder = temporaryFolder();
  const bare = join(folder, 'a.git');
  const oid = createHash('sha256').update('large\n').digest('hex');
  const source = await temporaryRepository();
  await writeFile(join(source, '.gitattributes'), '*.bin filter=lfs -text\n');
  await writeFile(join(source, 'a.bin'), `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 6\n`);
  await commitAll(source, 'pointer');
  await git(['clone', '-q', '--bare', source, bare], { cwd: '/' });
  const object = (repository: string) => join(repository, 'lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid);
  await mkdir(dirname(object(bare)), { recursive: true });
  await writeFile(object(bare), 'large\n');
  const forge = await GitHubStandIn.start(folder);
  forge.tokens.set('by-ssh', Date.now() + 60_000);
  const Authorization = `Basic ${Buffer.from('x-access-token:by-ssh').toString('base64')}`;
  const answer = JSON.stringify({ href: `${forge.url}/a.git/info/lfs`, header: { Authorization } });
  server.command('git-lfs-authenticate', `#!/bin/sh\n[ "$1 $2" = "${bare} download" ] && echo '${answer}'\n`);
  const settings = { repositoryUrl: server.url(bare), gitAuth: 'ssh-key', gitKnownHosts: server.knownHosts() } as const;
  const pod = new ClonePod({ ...settings, lfs: true });
  await pod.put('/secrets/git-ssh-key', server.key());
  await pod.run('');
  forge.stop();
  expect(await pod.outcome()).toMatchObject({ ok: true });
  expect(await readFile(object(pod.path(Path.REPOSITORY)), 'utf8')).toBe('large\n');
});

test('nothing but SSH is spoken with a key', async () => {
  const pod = new ClonePod({ repositoryUrl: 'https://git.example.com/a.git', gitAuth: 'ssh-key' });
  await pod.run('');
  expect(await pod.outcome()).toMatchObject({
    reason: `'repositoryUrl' must begin with ssh://, got "https://git.example.com/a.git"`,
  });
});

test.each(['ssh://git:hunter2@host/a', 'ssh://-oProxyCommand=x@host/a', 'ssh://git@-oProxyCommand=x/a'])(
  'the address %s is refused',
  async (repositoryUrl) => {
    const pod = new ClonePod({ repositoryUrl, gitAuth: 'ssh-key' });
    await pod.run('');
    expect(await pod.outcome()).toMatchObject({
      reason: expect.stringMatching(/^'repositoryUrl' must (hold no credentials|begin with ssh:\/\/)/),
    });
  },
);
