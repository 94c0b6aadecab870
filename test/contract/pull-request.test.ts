import { formatRunPullRequest, parseRunPullRequest, type RunPullRequest } from '../../contract/pull-request';

const everything: Required<RunPullRequest> = {
  forge: 'gitea',
  apiUrl: 'https://git.example.com/api/v1',
  owner: 'team',
  name: 'project',
  base: 'main',
  draft: true,
  title: 'it\'s "x"',
  body: 'a\nb',
};

test('what is printed is read again', () => {
  expect(parseRunPullRequest(formatRunPullRequest(everything))).toEqual(everything);
});

test.each([
  ['null'],
  ['{}'],
  [JSON.stringify({ ...everything, forge: 'cvs' })],
  [JSON.stringify({ ...everything, base: 1 })],
])('something else is refused: %s', (text) => {
  expect(() => parseRunPullRequest(text)).toThrow(
    `'pullRequest' must have forge, apiUrl, owner, name, base and draft, got ${text}: render the run again`,
  );
});
