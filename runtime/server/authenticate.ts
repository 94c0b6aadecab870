import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import { agentAccountName, redisAccountName, workspaceAudience } from '../../contract/names';
import type { Clock } from '../ports/clock';
import type { Caller } from './caller';
import { HttpError } from './http-error';

/** Identifies the owner of a token. @throws HttpError 401 or 403, or 503 if the keys are not available. */
export type Authenticate = (token: string) => Promise<Caller>;

/** Accepted signature algorithms; `none` and shared secrets are excluded. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512'];
/** Tolerance for clock skew between nodes. */
const CLOCK_TOLERANCE_SECONDS = 5;

export interface AuthenticateOptions {
  readonly runId: string;
  readonly namespace: string;
  /** Keys of the tokens' issuer. */
  readonly keys: JWTVerifyGetKey;
  /** Monotonic clock, with the time of day of process start: tells whether a token has expired. */
  readonly clock: Clock;
  /** Accepted too: a clock that was wrong at process start may have been corrected since. */
  readonly timeOfDay: Clock;
  /** The server's own API token: its issuer must also have signed the caller's. */
  readonly ownToken: () => Promise<string>;
}

/** Verify projected service account tokens of this run's pods. */
export function authenticateTokens(options: AuthenticateOptions): Authenticate {
  const { runId, namespace, keys, clock, timeOfDay, ownToken } = options;
  const accounts = new Map<unknown, Caller['account']>([
    [agentAccountName(runId), 'agent'],
    [redisAccountName(runId), 'redis'],
  ]);
  const audience = workspaceAudience(namespace, runId);
  return async (token) => {
    const issuer = decodeJwt(await ownToken()).iss;
    if (!issuer) throw new HttpError(503, "the server's own token names no issuer");
    const claims = await verified(token, keys, { issuer, audience }, [clock, timeOfDay]);
    const bound = claims['kubernetes.io'] as BoundClaims | undefined;
    const account = accounts.get(bound?.serviceaccount?.name);
    if (bound?.namespace !== namespace || account === undefined)
      throw new HttpError(403, 'the service account of this token has no part in this run');
    const { name: pod, uid: podUid } = bound.pod ?? {};
    if (!pod || !podUid) throw new HttpError(403, 'the token is bound to no pod');
    return { account, pod, podUid };
  };
}

/** The API server's claims in a projected token. */
interface BoundClaims {
  readonly namespace?: string;
  readonly serviceaccount?: { readonly name?: string };
  readonly pod?: { readonly name?: string; readonly uid?: string };
}

async function verified(
  token: string,
  keys: JWTVerifyGetKey,
  expected: Pick<JWTVerifyOptions, 'issuer' | 'audience'>,
  [clock, timeOfDay]: readonly [Clock, Clock],
): Promise<JWTPayload> {
  const options = { ...expected, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_SECONDS };
  const at = async (time: Clock): Promise<JWTPayload> => {
    const currentDate = new Date(time.now());
    return (await jwtVerify(token, keys, { ...options, currentDate, requiredClaims: ['exp'] })).payload;
  };
  try {
    return await at(clock).catch((error: unknown) => {
      if (!isUntimely(error)) throw error;
      return at(timeOfDay);
    });
  } catch (error) {
    if (error instanceof HttpError) throw error;
    if (error instanceof errors.JOSEError) throw new HttpError(401, `the token is not valid: ${error.message}`);
    throw error;
  }
}

/** Expired, or not valid yet. */
const isUntimely = (error: unknown): boolean =>
  error instanceof errors.JWTExpired || (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf');
