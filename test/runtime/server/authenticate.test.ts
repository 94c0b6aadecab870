import { createLocalJWKSet } from 'jose';
import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import type { Clock } from '../../../runtime/ports/clock';
import { authenticateTokens } from '../../../runtime/server/authenticate';
import { HttpError } from '../../../runtime/server/http-error';
import { NAMESPACE, RUN_ID, type TokenClaims, type TokenIssuer, tokenIssuer } from './token-issuer';

let issuer: TokenIssuer;
beforeAll(async () => {
  issuer = await tokenIssuer();
});

const authenticate = (token: string, clock: Clock = systemClock, timeOfDay: Clock = clock) =>
  authenticateTokens({
    runId: RUN_ID,
    namespace: NAMESPACE,
    keys: createLocalJWKSet(issuer.jwks),
    clock,
    timeOfDay,
    ownToken: () => issuer.token('prodigy-workspace-0'),
  })(token);

async function refusal(token: string): Promise<[number, string]> {
  const error = await authenticate(token).catch((error: unknown) => error);
  if (!(error instanceof HttpError)) throw new Error(`expected a refusal, got ${error}`);
  return [error.status, error.message];
}

test('an agent’s token tells pod and uid', async () => {
  expect(await authenticate(await issuer.token('agent-0'))).toEqual({
    account: 'agent',
    pod: 'agent-0',
    podUid: 'uid-of-agent-0',
  });
});

test('the token of Redis’ pod is known too', async () => {
  const token = await issuer.token('redis-0', { account: `prodigy-redis-${RUN_ID}` });
  expect(await authenticate(token)).toMatchObject({ account: 'redis', pod: 'redis-0' });
});

test.each<[string, TokenClaims, number, string]>([
  [
    'of another run',
    { audience: `prodigy/${NAMESPACE}/other` },
    401,
    'the token is not valid: unexpected "aud" claim value',
  ],
  ['for the API server', { audience: 'kubernetes' }, 401, 'the token is not valid: unexpected "aud" claim value'],
  ['of another issuer', { issuer: 'https://else' }, 401, 'the token is not valid: unexpected "iss" claim value'],
  ['that is over', { expiresIn: -60 }, 401, 'the token is not valid: "exp" claim timestamp check failed'],
  ['of another account', { account: 'default' }, 403, 'the service account of this token has no part in this run'],
  ['of another namespace', { namespace: 'x' }, 403, 'the service account of this token has no part in this run'],
  ['bound to no pod', { unbound: true }, 403, 'the token is bound to no pod'],
])('a token %s is refused', async (_, claims, status, message) => {
  expect(await refusal(await issuer.token('agent-0', claims))).toEqual([status, message]);
});

test('whether a token is over is told by the clock that nobody sets, not by the time of day', async () => {
  const token = await issuer.token('agent-0');
  const later = { ...systemClock, now: () => systemClock.now() + 24 * 3_600_000 };
  await expect(authenticate(token, later)).rejects.toThrow('"exp" claim timestamp check failed');
  jest.useFakeTimers({ now: later.now(), doNotFake: ['performance', 'nextTick', 'setImmediate', 'setTimeout'] });
  expect(await authenticate(token).finally(() => jest.useRealTimers())).toMatchObject({ pod: 'agent-0' });
});

test.each([
  ['ahead', 24, '"exp" claim timestamp check failed'],
  ['behind', -24, '"nbf" claim timestamp check failed'],
])(
  'a clock that was %s when the server started is believed no longer once it is set right',
  async (_, hours, reason) => {
    const token = await issuer.token('agent-0');
    const wrong = { ...systemClock, now: () => systemClock.now() + hours * 3_600_000 };
    await expect(authenticate(token, wrong, wrong)).rejects.toThrow(`the token is not valid: ${reason}`);
    expect(await authenticate(token, wrong, systemClock)).toMatchObject({ pod: 'agent-0' });
  },
);

test('a token signed by somebody else under the same key id is refused', async () => {
  const other = await tokenIssuer('key-1');
  expect(await refusal(await other.token('agent-0'))).toEqual([
    401,
    'the token is not valid: signature verification failed',
  ]);
});

test('a token with an unknown key, without signature, or no token at all is refused', async () => {
  const other = await tokenIssuer('key-2');
  expect((await refusal(await other.token('agent-0')))[0]).toBe(401);
  const [, payload] = (await issuer.token('agent-0')).split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  expect((await refusal(`${none}.${payload}.`))[0]).toBe(401);
  expect((await refusal('nonsense'))[0]).toBe(401);
});
