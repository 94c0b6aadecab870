import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cloneOrigin, UnknownRevision } from '../../../../runtime/adapters/git/clone-origin';
import { branchRef, checkedUrl, originOf } from '../../../../runtime/adapters/git/origin';
import { removeTemporaryFolders, temporaryFolder, temporaryRepository } from './temporary-repository';

afterAll(removeTemporaryFolders);

test.each(['https://git.example.com/a.git', 'https://git.example.com:8443/team/a%20b.git'])(
  '%s may be given to git',
  (url) => {
    expect(checkedUrl(url, ['https'])).toBe(url);
  },
);

const SCHEME = 'begin with https://';

test.each([
  ['ext::sh -c "touch hacked"', SCHEME],
  ['ext::https://git.example.com/a.git', SCHEME],
  ['--upload-pack=touch hacked', SCHEME],
  ['-oProxyCommand=touch hacked', SCHEME],
  ['file:///etc', SCHEME],
  ['/srv/a.git', SCHEME],
  ['git@git.example.com:a.git', SCHEME],
  ['ssh://git.example.com/a.git', SCHEME],
  ['http://git.example.com/a.git', SCHEME],
  ['', SCHEME],
  ['https://git.example.com/a.git\n--upload-pack=x', "hold no '::', space or control character"],
  ['https://git.example.com/a::b', "hold no '::', space or control character"],
  ['https://git.example.com/a b', "hold no '::', space or control character"],
])('%j is not given to git', (url, rule) => {
  expect(() => checkedUrl(url, ['https'])).toThrow(
    new Error(`'repositoryUrl' must ${rule}, got ${JSON.stringify(url)}`),
  );
});

test('git trusts the authorities that this origin names, whatever the container trusts', async () => {
  const config = { repositoryUrl: 'https://git.example.com/a.git', gitAuth: 'anonymous', gitUsername: '' } as const;
  const environment = async (env: Record<string, string>) => (await originOf(config, env, '').options()).env;
  expect(await environment({ GIT_SSL_CAINFO: '/config/ca-a.pem' })).toEqual({ GIT_SSL_CAINFO: '/config/ca-a.pem' });
  expect(await environment({})).toEqual({});
});

test('an address with credentials is refused, and they are not shown', () => {
  expect(() => checkedUrl('https://me:hunter2@git.example.com/a.git', ['https'])).toThrow(
    new Error("'repositoryUrl' must hold no credentials: name a Secret with the key 'git-token'"),
  );
});

test.each(['a..b', 'a b', 'a\nb', '', '-x\u0000', 'x.lock', '../main', 'refs/heads/*'])(
  'the target branch %j is refused',
  async (name) => {
    await expect(branchRef(name, '/')).rejects.toThrow(
      new Error(`'targetBranch' must be a branch name, got ${JSON.stringify(name)}`),
    );
  },
);

test.each(['--upload-pack=touch hacked', '-h', '--output=hacked', 'main:refs/heads/other', '+main', '*', 'HEAD~1'])(
  'the revision %j names nothing, and git does not read it as an option or a pattern',
  async (revision) => {
    const source = await temporaryRepository();
    const folder = temporaryFolder();
    const origin = { url: source, options: async () => ({ protocols: 'file' }), token: async () => '' };
    const request = { repository: join(folder, 'run.git'), folder, origin, revision, targetBranch: 'main' };
    await expect(cloneOrigin({ ...request, signal: new AbortController().signal })).rejects.toThrow(
      new UnknownRevision(revision),
    );
    expect(existsSync(join(folder, 'hacked')) || existsSync(join(folder, 'run.git', 'hacked'))).toBe(false);
  },
);
