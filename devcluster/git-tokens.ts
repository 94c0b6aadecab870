import { appendFileSync, readFileSync } from 'node:fs';
import { GIT_TOKENS } from './paths';

const WITHDRAWN = '-';

/** Make the git server accept another token, from the next request on. */
export const allowToken = (token: string): void => appendFileSync(GIT_TOKENS, `${token}\n`);

/** Make it refuse a token. Appends a line, so that concurrent tests do not undo each other's changes. */
export const revokeToken = (token: string): void => appendFileSync(GIT_TOKENS, `${WITHDRAWN}${token}\n`);

/** The tokens that the git server accepts now: the last line about each one decides. */
export function knownTokens(): Set<string> {
  const known = new Set<string>();
  for (const line of readFileSync(GIT_TOKENS, 'utf8').split('\n').filter(Boolean))
    if (line.startsWith(WITHDRAWN)) known.delete(line.slice(WITHDRAWN.length));
    else known.add(line);
  return known;
}
