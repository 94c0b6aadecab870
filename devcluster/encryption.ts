import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PKI } from './paths';

/** Configuration by which the API server encrypts Secrets before it stores them in etcd. */
export const ENCRYPTION_CONFIGURATION = join(PKI, 'encryption.json');

/**
 * Create the key, once per cluster. There is no provider `identity`, so a Secret stored in clear text could not even be
 * read.
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
