import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import { agentAccountName, redisAccountName, workspaceAudience } from '../../contract/names';
import type { Clock } from '../ports/clock';
import type { Caller } from './caller';
import { HttpError } from './http-error';

/** Tells who a token belongs to. @throws HttpError 401 or 403, or 503 where the keys cannot be had. */
export type Authenticate = (token: string) => Promise<Caller>;

/** Signatures of service account tokens; `none` and shared secrets are not among them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512'];
/** Clocks of nodes differ a little. */
const CLOCK_TOLERANCE_SECONDS = 5;

export interface AuthenticateOptions {
  readonly runId: string;
  readonly namespace: string;
  /** Keys of the tokens' issuer. */
  readonly keys: JWTVerifyGetKey;
  /** Tells whether a token is over. */
  readonly clock: Clock;
  /** The server's own API token: the same issuer must have signed the caller's. */
  readonly ownToken: () => Promise<string>;
}

/** Check projected service account tokens of this run's pods. */
export function authenticateTokens(options: AuthenticateOptions): Authenticate {
  const { runId, namespace, keys, clock, ownToken } = options;
  const accounts = new Map<unknown, Caller['account']>([
    [agentAccountName(runId), 'agent'],
    [redisAccountName(runId), 'redis'],
  ]);
  const audience = workspaceAudience(namespace, runId);
  return async (token) => {
    const issuer = decodeJwt(await ownToken()).iss;
    if (!issuer) throw new HttpError(503, "the server's own token names no issuer");
    const claims = await verified(token, keys, { issuer, audience, currentDate: new Date(clock.now()) });
    const bound = claims['kubernetes.io'] as BoundClaims | undefined;
    const account = accounts.get(bound?.serviceaccount?.name);
    if (bound?.namespace !== namespace || account === undefined)
      throw new HttpError(403, 'the service account of this token has no part in this run');
    const { name: pod, uid: podUid } = bound.pod ?? {};
    if (!pod || !podUid) throw new HttpError(403, 'the token is bound to no pod');
    return { account, pod, podUid };
  };
}

/** What the API server writes into a projected token. */
interface BoundClaims {
  readonly namespace?: string;
  readonly serviceaccount?: { readonly name?: string };
  readonly pod?: { readonly name?: string; readonly uid?: string };
}

async function verified(
  token: string,
  keys: JWTVerifyGetKey,
  expected: Pick<JWTVerifyOptions, 'issuer' | 'audience' | 'currentDate'>,
): Promise<JWTPayload> {
  try {
    const options = { ...expected, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_SECONDS };
    const { payload } = await jwtVerify(token, keys, { ...options, requiredClaims: ['exp'] });
    return payload;
  } catch (error) {
    if (error instanceof HttpError) throw error;
    if (error instanceof errors.JOSEError) throw new HttpError(401, `the token is not valid: ${error.message}`);
    throw error;
  }
}
