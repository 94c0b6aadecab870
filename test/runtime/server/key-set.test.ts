import type { KubernetesApi } from '../../../runtime/adapters/kubernetes/api';
import { authenticateTokens } from '../../../runtime/server/authenticate';
import { issuerKeys } from '../../../runtime/server/key-set';
import { RecordingLog } from './recording-log';
import { ShiftedClock } from './shifted-clock';
import { NAMESPACE, RUN_ID, type TokenIssuer, tokenIssuer } from './token-issuer';

let first: TokenIssuer;
let second: TokenIssuer;
beforeAll(async () => {
  [first, second] = await Promise.all([tokenIssuer('key-1'), tokenIssuer('key-2')]);
});

/** Keys from an API server that can be changed, and counts how often it is asked. */
function setting() {
  const state = { keys: first.jwks as { keys: object[] } | Error, asked: 0 };
  const get = async (): Promise<never> => {
    state.asked++;
    if (state.keys instanceof Error) throw state.keys;
    return state.keys as never;
  };
  const clock = new ShiftedClock();
  const keys = issuerKeys({ get } as unknown as KubernetesApi, clock, new RecordingLog());
  const ownToken = () => first.token('prodigy-workspace-0');
  const clocks = { clock, timeOfDay: clock };
  const authenticate = authenticateTokens({ runId: RUN_ID, namespace: NAMESPACE, keys, ...clocks, ownToken });
  const isAccepted = async (issuer: TokenIssuer) => authenticate(await issuer.token('a')).then(() => true, String);
  return { state, clock, isAccepted };
}

test('keys are asked for once', async () => {
  const { state, isAccepted } = setting();
  expect(await Promise.all([isAccepted(first), isAccepted(first)])).toEqual([true, true]);
  expect(await isAccepted(first)).toBe(true);
  expect(state.asked).toBe(1);
});

test('a new key is fetched when a token names it, at most every ten seconds', async () => {
  const { state, clock, isAccepted } = setting();
  await isAccepted(first);
  state.keys = { keys: [...first.jwks.keys, ...second.jwks.keys] };
  expect(await isAccepted(second)).toContain('no applicable key found');
  expect(state.asked).toBe(1);
  clock.advance(10_000);
  expect(await isAccepted(second)).toBe(true);
  expect(state.asked).toBe(2);
});

test('the last good keys serve while the API server does not answer', async () => {
  const { state, clock, isAccepted } = setting();
  await isAccepted(first);
  state.keys = new Error('down');
  clock.advance(10_000);
  expect(await isAccepted(second)).toContain('no applicable key found');
  expect(await isAccepted(first)).toBe(true);
});

test('without any keys callers are told to come again', async () => {
  const { state, clock, isAccepted } = setting();
  state.keys = new Error('down');
  expect(await isAccepted(first)).toBe('HttpError: the keys of the token issuer are not known yet');
  state.keys = first.jwks;
  clock.advance(1000);
  expect(await isAccepted(first)).toBe(true);
});
