import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { KubernetesApi } from '../adapters/kubernetes/api';
import { JWKS_PATH } from '../adapters/kubernetes/paths';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import { HttpError } from './http-error';

/** Minimum milliseconds between requests for keys: made-up key ids must not make us flood the API server. */
const ASK_EVERY_MS = 10_000;
/** The same while there are no keys at all: nobody can be served then. */
const ASK_FIRST_EVERY_MS = 1000;

/**
 * The keys with which the API server signs service account tokens: fetched once, and again when a token has an unknown
 * key id. If the API server does not answer, the last good set is used.
 */
export function issuerKeys(api: KubernetesApi, clock: Clock, log: Log): JWTVerifyGetKey {
  let current: JWTVerifyGetKey | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    askedAt = clock.now();
    try {
      const set = await api.get<JSONWebKeySet>(JWKS_PATH);
      if (set) current = createLocalJWKSet(set);
    } catch (error) {
      log.warn(`keys of the token issuer cannot be read: ${(error as Error).message}`);
    }
  }
  async function refresh(): Promise<void> {
    if (!asking && clock.now() - askedAt < (current ? ASK_EVERY_MS : ASK_FIRST_EVERY_MS)) return;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    await asking;
  }

  return async (header, token) => {
    if (!current) await refresh();
    if (!current) throw new HttpError(503, 'the keys of the token issuer are not known yet');
    try {
      return await current(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh();
      return await current(header, token);
    }
  };
}
