import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Clock } from '../../ports/clock';
import { OriginFailure } from './origin-failure';

export interface GitHubApp {
  /** Id of the App, or its client id. */
  readonly appId: string;
  readonly installationId: string;
  /** URL of GitHub's API, without a trailing slash. */
  readonly apiUrl: string;
  /** The App's private key (PEM); read again for each token, since it may be rotated. */
  readonly privateKey: () => Promise<string>;
  readonly clock: Clock;
}

/** Lifetime of the App's JWT; GitHub allows at most ten minutes, and its clock may be behind. */
const JWT_SECONDS = 9 * 60;
/** Seconds by which this machine's clock may be ahead of GitHub's. */
const SKEW_SECONDS = 60;
/** A token with less time left is replaced: a clone, for example, must finish before its token expires. */
const LEAST_LIFE_MS = 15 * 60_000;
/** Timeout of a call to GitHub, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** An installation token, renewed before it expires. Its format and length are opaque. */
export class GitHubAppToken {
  private minted: { readonly token: string; readonly endsAt: number } | undefined;

  public constructor(private readonly app: GitHubApp) {}

  /** @throws OriginFailure if GitHub issues none, or the private key is invalid. */
  public async current(): Promise<string> {
    const { clock } = this.app;
    if (this.minted === undefined || this.minted.endsAt - clock.now() < LEAST_LIFE_MS) this.minted = await this.mint();
    return this.minted.token;
  }

  private async mint(): Promise<{ token: string; endsAt: number }> {
    const { apiUrl, installationId } = this.app;
    const jwt = await this.jwt();
    const response = await fetch(`${apiUrl}/app/installations/${installationId}/access_tokens`, {
      method: 'POST',
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${jwt}`,
        'user-agent': 'prodigy-kubernetes',
        'x-github-api-version': '2022-11-28',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error) => {
      throw new OriginFailure(`GitHub's API cannot be reached: ${error.cause?.message ?? error.message}`, false);
    });
    const text = await response.text();
    if (!response.ok) throw refusal(response, text);
    return tokenIn(text);
  }

  private async jwt(): Promise<string> {
    const now = Math.floor(this.app.clock.now() / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(this.app.appId)
      .setIssuedAt(now - SKEW_SECONDS)
      .setExpirationTime(now + JWT_SECONDS)
      .sign(privateKeyOf(await this.app.privateKey()));
  }
}

/** GitHub issues PKCS#1, other tools PKCS#8. The library's error may contain part of the key, so it is dropped. */
function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new OriginFailure("the key 'github-app-key' must be a private key as GitHub hands it out (PEM)", true);
  }
}

function tokenIn(text: string): { token: string; endsAt: number } {
  const { token, expires_at } = fieldsOf(text);
  const endsAt = Date.parse(String(expires_at));
  if (typeof token === 'string' && token !== '' && !Number.isNaN(endsAt)) return { token, endsAt };
  throw new OriginFailure(
    "GitHub's API must answer with a token and its expiry: is this the address of its API?",
    true,
  );
}

/** 401: wrong App or key; 403: suspended; 404: wrong installation. Rate limits and GitHub's own faults pass. */
function refusal(response: Response, text: string): OriginFailure {
  const { status, headers } = response;
  const passes = status === 429 || status >= 500 || headers.get('x-ratelimit-remaining') === '0';
  return new OriginFailure(`GitHub gives no token for the App: ${status} ${messageIn(text)}`, !passes);
}

function messageIn(text: string): string {
  const { message } = fieldsOf(text);
  return typeof message === 'string' ? message : 'without a reason';
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
