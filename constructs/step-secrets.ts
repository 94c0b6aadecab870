import { ORIGIN_KEYS, SecretKey } from '../contract/paths';
import type { Workflow } from '../language/workflow';
import { asksClaude } from './asks-claude';
import type { Credentials } from './credentials';
import type { Mount } from './mount';

/**
 * Secrets that agents mount: Claude's key if they may call it, every key of the workflow's own, and the password of an
 * existing Redis; never the credentials for origin.
 *
 * @param redisKey key of that password.
 * @throws Error if a required key has no source.
 */
export function stepSecrets(
  workflow: Workflow,
  credentials: Credentials | undefined,
  redisKey: string | undefined,
): Mount | undefined {
  const claude = asksClaude(workflow, credentials);
  if (claude && !credentials)
    throw without(
      SecretKey.CLAUDE_API_KEY,
      `the workflow ${workflow.name} has claude steps, so name a Secret that holds it`,
    );
  if (redisKey !== undefined && !credentials) throw without(redisKey, 'the existing Redis asks for it');
  const foreign = [...ORIGIN_KEYS, SecretKey.CLAUDE_API_KEY];
  const own = credentials?.keys.filter((key) => !foreign.includes(key)) ?? [];
  const keys = new Set([...(claude ? [SecretKey.CLAUDE_API_KEY] : []), ...own, ...(redisKey ? [redisKey] : [])]);
  return keys.size > 0 ? credentials?.mount(...keys) : undefined;
}

const without = (key: string, why: string): Error =>
  new Error(`'credentials' must provide the key ${key}, got no credentials: ${why}`);
