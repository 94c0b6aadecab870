import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PKI } from './paths';

/** What the API server encrypts Secrets with, before etcd sees them. */
export const ENCRYPTION_CONFIGURATION = join(PKI, 'encryption.json');

/**
 * Mint the key, once for a cluster. There is no provider `identity`: a Secret that lay in etcd as it is would not even
 * be read.
 */
export async function createEncryptionConfiguration(): Promise<void> {
  const secretbox = { keys: [{ name: 'key1', secret: randomBytes(32).toString('base64') }] };
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [{ resources: ['secrets'], providers: [{ secretbox }] }],
  };
  await writeFile(ENCRYPTION_CONFIGURATION, JSON.stringify(configuration), { mode: 0o600 });
}
