import { appendFileSync, readFileSync } from 'node:fs';
import { GIT_TOKENS } from './paths';

const WITHDRAWN = '-';

/** Let the git server take one more token, from the next request on. */
export const allowToken = (token: string): void => appendFileSync(GIT_TOKENS, `${token}\n`);

/** Have it refuse a token. Written below what is there: tests that run at the same time do not undo each other's. */
export const revokeToken = (token: string): void => appendFileSync(GIT_TOKENS, `${WITHDRAWN}${token}\n`);

/** The tokens that the git server takes now: the last word about each counts. */
export function knownTokens(): Set<string> {
  const known = new Set<string>();
  for (const line of readFileSync(GIT_TOKENS, 'utf8').split('\n').filter(Boolean))
    if (line.startsWith(WITHDRAWN)) known.delete(line.slice(WITHDRAWN.length));
    else known.add(line);
  return known;
}
