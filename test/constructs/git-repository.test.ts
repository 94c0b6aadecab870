import { GitAuth } from '../../constructs/git-auth';
import { GitRepository, type GitRepositoryProps } from '../../constructs/git-repository';

const url = 'https://git.example.com/team/project.git';
const commit = '0123456789abcdef0123456789abcdef01234567';

test('a branch is what the run starts from and what its result is meant for', () => {
  const { revision, targetBranch, auth, port } = new GitRepository({ url, revision: 'feature/a-1' });
  expect({ revision, targetBranch, port }).toEqual({
    revision: 'feature/a-1',
    targetBranch: 'feature/a-1',
    port: 443,
  });
  expect(auth.kind).toBe('anonymous');
});

test('every setting is kept', () => {
  const everything: Required<GitRepositoryProps> = {
    url: 'https://git.example.com:8443/a.git',
    revision: commit,
    targetBranch: 'main',
    auth: GitAuth.anonymous(),
  };
  expect(new GitRepository(everything)).toEqual({ ...everything, port: 8443 });
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
  ['http://git.example.com/a.git', 'begin with https://'],
  ['ssh://git@git.example.com/a.git', 'begin with https://', 'ssh://***@git.example.com/a.git'],
  ['git@git.example.com:a.git', 'begin with https://'],
  ['file:///etc', 'begin with https://'],
  ['/srv/a.git', 'begin with https://'],
  ['', 'begin with https://'],
  ['--upload-pack=touch hacked', 'hold neither white space nor control characters'],
  ['--upload-pack=x', 'not begin with a dash'],
  ['ext::sh', 'not name a transport helper (::)'],
  ['https://git.example.com/a.git\nb', 'hold neither white space nor control characters'],
  ['https://', 'be a URL'],
  ['https://me:hunter2@git.example.com/a.git', 'hold no credentials', 'https://***@git.example.com/a.git'],
  ['https://hunter2@git.example.com/a.git', 'hold no credentials', 'https://***@git.example.com/a.git'],
])('the address %j is refused, and no message shows what stands before an @', (bad, rule, shown = bad) => {
  expect(() => new GitRepository({ url: bad, revision: 'main' })).toThrow(
    new Error(
      `'repository.url' must ${rule}, got ${JSON.stringify(shown)}: ` +
        'give https://<host>/<path> and put the token into the Secret, key git-token',
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
