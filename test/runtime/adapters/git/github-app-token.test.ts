import { generateKeyPairSync } from 'node:crypto';
import { GitHubAppToken } from '../../../../runtime/adapters/git/github-app-token';
import { OriginFailure } from '../../../../runtime/adapters/git/origin-failure';
import { ShiftedClock } from '../../server/shifted-clock';
import { APP, GitHubStandIn } from './github-stand-in';
import { removeTemporaryFolders, temporaryFolder } from './temporary-repository';

let clock: ShiftedClock;
let github: GitHubStandIn;
beforeEach(async () => {
  clock = new ShiftedClock();
  github = await GitHubStandIn.start(temporaryFolder(), clock);
});
afterEach(() => github.stop());
afterAll(removeTemporaryFolders);

const tokenOf = (options: Partial<ConstructorParameters<typeof GitHubAppToken>[0]> = {}): GitHubAppToken =>
  new GitHubAppToken({
    appId: APP.gitHubAppId,
    installationId: APP.gitHubInstallationId,
    apiUrl: github.url,
    privateKey: async () => github.privateKey(),
    clock,
    ...options,
  });

/** @returns the failure. */
const failure = (token: GitHubAppToken): Promise<unknown> =>
  token.current().then(
    () => undefined,
    (error) => error,
  );

test.each(['pkcs1', 'pkcs8'] as const)('a private key in %s makes a token', async (type) => {
  const token = await tokenOf({ privateKey: async () => github.privateKey(type) }).current();
  expect([...github.tokens.keys()]).toEqual([token]);
});

test('a token serves until a quarter of an hour before its end, then there is another', async () => {
  const app = tokenOf();
  const first = await app.current();
  clock.advance(44 * 60_000);
  expect(await app.current()).toBe(first);
  clock.advance(2 * 60_000);
  const second = await app.current();
  expect(second).not.toBe(first);
  expect([...github.tokens.keys()]).toEqual([first, second]);
});

test.each<[string, () => GitHubAppToken, string]>([
  [
    'a key of another App',
    () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return tokenOf({ privateKey: async () => privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() });
    },
    'GitHub gives no token for the App: 401 A JSON web token could not be decoded',
  ],
  ['another installation', () => tokenOf({ installationId: '9' }), 'GitHub gives no token for the App: 404 Not Found'],
  [
    'what is no key',
    () => tokenOf({ privateKey: async () => 'hunter2' }),
    "the key 'github-app-key' must be a private key as GitHub hands it out (PEM)",
  ],
])('%s is refused for good', async (_, make, message) => {
  expect(await failure(make())).toEqual(new OriginFailure(message, true));
  expect(await failure(make())).toMatchObject({ final: true });
});

test.each([
  [503, 'down', undefined, false, '503 without a reason'],
  [429, '{"message":"slow down"}', undefined, false, '429 slow down'],
  [403, '{"message":"rate limit"}', { 'x-ratelimit-remaining': '0' }, false, '403 rate limit'],
  [403, '{"message":"suspended"}', undefined, true, '403 suspended'],
])('an answer %d %s: for good or not', async (status, body, headers, final, text) => {
  github.refusal = { status, body, headers };
  expect(await failure(tokenOf())).toMatchObject({ message: `GitHub gives no token for the App: ${text}`, final });
});

test('an address that is none of the API says so', async () => {
  github.refusal = { status: 200, body: '<html>' };
  expect(await failure(tokenOf())).toMatchObject({
    message: "GitHub's API must answer with a token and its expiry: is this the address of its API?",
    final: true,
  });
});

test('an API out of reach may be back', async () => {
  expect(await failure(tokenOf({ apiUrl: 'http://127.0.0.1:1' }))).toMatchObject({
    message: expect.stringMatching(/^GitHub's API cannot be reached: /),
    final: false,
  });
});
