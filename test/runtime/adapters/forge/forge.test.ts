import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Forge, openPullRequest } from '../../../../runtime/adapters/forge/forge';
import { forgeCall } from '../../../../runtime/adapters/forge/forge-call';
import { gitea } from '../../../../runtime/adapters/forge/gitea';
import { github } from '../../../../runtime/adapters/forge/github';
import { GitHubStandIn } from '../git/github-stand-in';
import { GiteaStandIn } from './gitea-stand-in';

const place = { owner: 'team', name: 'project' };
const proposal = { title: 'Tidy', body: 'All of it.', head: 'prodigy/tidy-1', base: 'main', draft: false };
const signal = new AbortController().signal;

const open = (forge: Forge, apiUrl: string, more: object = {}, token = 'good', where = place): Promise<string> =>
  openPullRequest(forge, forgeCall({ apiUrl, authorization: async () => forge.authorization(token), signal }), where, {
    ...proposal,
    ...more,
  });

describe('at GitHub', () => {
  let standIn: GitHubStandIn;
  beforeAll(async () => {
    standIn = await GitHubStandIn.start('/nowhere');
    standIn.tokens.set('good', Number.POSITIVE_INFINITY);
  });
  beforeEach(() => {
    standIn.pulls.pulls.length = 0;
  });
  afterAll(() => standIn.stop());

  test('a pull request is opened once, and found when it is asked for again', async () => {
    expect(await open(github, standIn.url, { draft: true })).toBe('https://github.com/team/project/pull/1');
    expect(await open(github, standIn.url)).toBe('https://github.com/team/project/pull/1');
    expect(standIn.pulls.pulls).toEqual([{ ...proposal, draft: true, open: true }]);
  });

  test('one that was closed is followed by another', async () => {
    await open(github, standIn.url);
    standIn.pulls.pulls[0]!.open = false;
    expect(await open(github, standIn.url)).toBe('https://github.com/team/project/pull/2');
  });

  test.each([
    ['base', { base: 'gone' }, 'good', place, 'the forge answers 422 Validation Failed: base invalid'],
    ['token', {}, 'bad', place, 'the forge answers 401 Bad credentials'],
    ['repository', {}, 'good', { owner: 'team', name: 'else' }, 'the forge answers 404 Not Found'],
  ])('a %s that the forge does not take is told in its words, for good', async (_, more, token, where, message) => {
    await expect(open(github, standIn.url, more, token, where)).rejects.toMatchObject({ message, final: true });
  });

  test.each([[503], [429]])('an answer %i may be another the next time', async (status) => {
    standIn.pulls.refusals.push({ status, body: '' });
    await expect(open(github, standIn.url)).rejects.toMatchObject({
      message: `the forge answers ${status} without a reason`,
      final: false,
    });
  });

  test('an answer that is no pull request is not taken for one', async () => {
    standIn.pulls.refusals.push({ status: 201, body: '<html>' });
    await expect(open(github, standIn.url)).rejects.toMatchObject({
      message: "the forge's API must answer with a pull request: is this the address of its API?",
    });
  });
});

describe('at Gitea', () => {
  let standIn: GiteaStandIn;
  beforeEach(async () => {
    standIn = await GiteaStandIn.start('good');
  });
  afterEach(() => standIn.stop());

  test('a pull request is opened once, and found among many when it is asked for again', async () => {
    for (let n = 0; n < 60; n += 1) standIn.pulls.push({ ...proposal, head: `other-${n}`, open: true });
    expect(await open(gitea, standIn.apiUrl)).toBe('https://git.example.com/team/project/pulls/61');
    expect(await open(gitea, standIn.apiUrl)).toBe('https://git.example.com/team/project/pulls/61');
    expect(standIn.pulls).toHaveLength(61);
  });

  test('a draft is known by its title', async () => {
    await open(gitea, standIn.apiUrl, { draft: true });
    expect(standIn.pulls[0]!.title).toBe('WIP: Tidy');
  });

  test('what the forge does not take is told in its words', async () => {
    await expect(open(gitea, standIn.apiUrl, {}, 'bad')).rejects.toMatchObject({
      message: 'the forge answers 401 user does not exist [uid: 0, name: ]',
    });
  });
});

test('a forge out of reach is told as such', async () => {
  await expect(open(github, 'http://127.0.0.1:1')).rejects.toMatchObject({
    message: expect.stringMatching(/^the forge's API cannot be reached: /),
    final: false,
  });
});

test('a token does not follow the forge to another address', async () => {
  const seen: unknown[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    response.writeHead(307, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(open(github, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)).rejects.toThrow(
    "the forge's API cannot be reached: unexpected redirect",
  );
  server.close();
  expect(seen).toEqual(['/repos/team/project/pulls']);
});
