import type { IncomingMessage } from 'node:http';
import { knownTokens } from './git-tokens';

/** The one repository that anybody may read. */
export const PUBLIC_REPOSITORY = 'demo/public.git';

/** Whether a request may pass: with a known token as password, or reading the public repository. */
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
  // Read each time: a test adds and withdraws tokens while the server runs.
  return knownTokens().has(password);
}
