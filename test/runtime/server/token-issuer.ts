import { exportJWK, generateKeyPair, type JWK, type JWTPayload, type KeyLike, SignJWT } from 'jose';

export const ISSUER = 'https://issuer.test';
export const RUN_ID = 'demo-12345678';
export const NAMESPACE = 'team-a';

export interface TokenIssuer {
  readonly jwks: { keys: JWK[] };
  /** A projected token as the API server makes them; claims given here win. */
  token(pod: string, claims?: TokenClaims): Promise<string>;
}

export interface TokenClaims {
  readonly issuer?: string;
  readonly audience?: string;
  readonly account?: string;
  readonly namespace?: string;
  readonly uid?: string;
  /** Seconds from now. Default: 3600. */
  readonly expiresIn?: number;
  /** Without the pod that the token is bound to. */
  readonly unbound?: boolean;
}

/** Signs service account tokens with a key of its own. */
export async function tokenIssuer(kid = 'key-1'): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }] };
  return { jwks, token: (pod, claims = {}) => signed(privateKey, kid, pod, claims) };
}

function signed(key: KeyLike, kid: string, pod: string, claims: TokenClaims): Promise<string> {
  const { namespace = NAMESPACE, account = `prodigy-agent-${RUN_ID}` } = claims;
  const now = Math.floor(Date.now() / 1000);
  const payload: JWTPayload = {
    'kubernetes.io': {
      namespace,
      serviceaccount: { name: account, uid: 'account-uid' },
      ...(!claims.unbound && { pod: { name: pod, uid: claims.uid ?? `uid-of-${pod}` } }),
    },
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuer(claims.issuer ?? ISSUER)
    .setAudience(claims.audience ?? `prodigy/${NAMESPACE}/${RUN_ID}`)
    .setSubject(`system:serviceaccount:${namespace}:${account}`)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + (claims.expiresIn ?? 3600))
    .sign(key);
}
