import { randomBytes } from 'node:crypto';
import { allowToken } from '../../../devcluster/git-tokens';
import { kubectl } from '../../cluster/support/kubectl';

/** The Secret that the bundled workflows name. */
export const SECRET = 'prodigy-credentials';

/**
 * Make the namespace anew from the committed tenant objects, with a Secret that holds a token which origin knows.
 * @returns the token: it starts with `canary-`, so that it can be looked for.
 */
export async function useTenant(namespace: string): Promise<string> {
  await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=100s']);
  await kubectl(['apply', '--server-side', '-k', 'manifests/development/_tenant']);
  const token = `canary-${randomBytes(12).toString('hex')}`;
  allowToken(token);
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: SECRET, namespace },
    stringData: { 'git-token': token },
  };
  await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], JSON.stringify(secret));
  return token;
}
