import { GitAuth } from '../../constructs/git-auth';
import { GitRepository, type GitRepositoryProps } from '../../constructs/git-repository';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
const url = 'https://git.example.com/team/project.git';
const commit = '0123456789abcdef0123456789abcdef01234567';

test('a branch is what the run starts from and what its result is meant for', () => {
  const { revision, targetBranch, auth, ports } = new GitRepository({ url, revision: 'feature/a-1' });
  expect({ revision, targetBranch, ports }).toEqual({
    revision: 'feature/a-1',
    targetBranch: 'feature/a-1',
    ports: [443],
  });
  expect(auth.kind).toBe('anonymous');
});

test('every setting is kept', () => {
  const everything: Required<GitRepositoryProps> = {
    url: 'https://git.example.com:8443/a.git',
    revision: commit,
    targetBranch: 'main',
    auth: GitAuth.anonymous(),
    caCertificates: CERTIFICATE,
    depth: 1,
    agentClone: 'blobless',
    lfs: true,
    submodules: true,
    sparsePaths: ['src/b', 'docs/', 'src/b'],
  };
  const authSettings = { gitAuth: 'anonymous', gitUsername: '' };
  expect(new GitRepository(everything)).toEqual({
    ...everything,
    sparsePaths: ['docs', 'src/b'],
    ports: [8443],
    authSettings,
  });
});

test('an address as forges show it is one of SSH, which anonymous does not fit', () => {
  expect(() => new GitRepository({ url: 'git@git.example.com:team/a.git', revision: 'main' })).toThrow(
    "'repository.auth' must fit the protocol of 'repository.url', got no credentials for ssh://git.example.com",
  );
});

test('a commit is no branch: the target must be named', () => {
  expect(() => new GitRepository({ url, revision: commit })).toThrow(
    new Error(
      `'repository.targetBranch' must be given where the revision is a commit, got none beside ${commit}: ` +
        'name the branch that the result is meant for',
    ),
  );
});

test.each([
  '',
  '-x',
  '/a',
  'a/',
  'a//b',
  'a..b',
  'a b',
  'a\nb',
  'a~1',
  'a^',
  'a:b',
  'a?',
  'a*',
  '[a',
  'a\\b',
  'a@{1}',
  'a.lock',
  'a.',
])('%j is no revision', (revision) => {
  expect(() => new GitRepository({ url, revision })).toThrow(
    new Error(
      "'repository.revision' must be a name that git accepts for a branch, tag or commit, " +
        `got ${JSON.stringify(revision)}: see git check-ref-format`,
    ),
  );
});

test('a target branch is checked as the revision is', () => {
  expect(() => new GitRepository({ url, revision: 'main', targetBranch: '-f' })).toThrow(
    /^'repository.targetBranch' must be a name/,
  );
});

test.each([0, -1, 1.5, 10_001, Number.NaN])('a depth of %d is none', (depth) => {
  expect(() => new GitRepository({ url, revision: 'main', depth })).toThrow(
    new Error(
      `'repository.depth' must be an integer from 1 to 10000, got ${depth}: leave it out for the whole history`,
    ),
  );
});

test.each(['', '/', '.', '..', '/etc', '-x', 'a/../b', './a', 'a//b', 'a\nb', 'a\\b'])(
  '%j is no folder to check out',
  (path) => {
    expect(() => new GitRepository({ url, revision: 'main', sparsePaths: ['src', path] })).toThrow(
      new Error(
        "'repository.sparsePaths' must be folders below the top, without '.', '..' or a leading dash, " +
          `got ${JSON.stringify(path.replace(/\/$/, ''))}: name them as 'git ls-tree -d --name-only -r HEAD' does`,
      ),
    );
  },
);

test('to check out nothing is no wish', () => {
  expect(() => new GitRepository({ url, revision: 'main', sparsePaths: [] })).toThrow(
    new Error("'repository.sparsePaths' must name one folder at least, got none: leave it out for everything"),
  );
});
