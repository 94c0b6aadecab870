import type { IncomingMessage } from 'node:http';
import { knownTokens } from './git-tokens';

/** The only repository that everybody may read. */
export const PUBLIC_REPOSITORY = 'demo/public.git';

/** Whether a request is allowed: with a known token as the password, or for reading the public repository. */
export const isAllowed = (request: IncomingMessage): boolean => readsPublic(request.url ?? '') || hasToken(request);

function readsPublic(url: string): boolean {
  return url.startsWith(`/${PUBLIC_REPOSITORY}/`) && !url.includes('git-receive-pack');
}

function hasToken(request: IncomingMessage): boolean {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic' || !value) return false;
  const password = Buffer.from(value, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
  // Read for each request: tests add and revoke tokens while the server runs.
  return knownTokens().has(password);
}
