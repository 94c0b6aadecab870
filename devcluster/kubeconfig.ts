import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { API_SERVER } from './addresses';
import { KUBECONFIG, PKI, STATE } from './paths';

/** Path of the kubeconfig of a cluster component. */
export const kubeconfigOf = (name: string) => (name === 'admin' ? KUBECONFIG : join(STATE, `${name}.kubeconfig`));

/** Write a kubeconfig for each of these certificates, as JSON, which is valid YAML. */
export async function createKubeconfigs(names: readonly string[]): Promise<void> {
  await Promise.all(names.map(async (name) => writeFile(kubeconfigOf(name), await contents(name), { mode: 0o600 })));
}

/** Certificates and key are embedded, so that a copy of the file works on its own. */
async function contents(name: string): Promise<string> {
  const inPki = async (file: string) => (await readFile(join(PKI, file))).toString('base64');
  const cluster = { server: API_SERVER, 'certificate-authority-data': await inPki('ca.crt') };
  const user = { 'client-certificate-data': await inPki(`${name}.crt`), 'client-key-data': await inPki(`${name}.key`) };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'prodigy-dev',
    contexts: [{ name: 'prodigy-dev', context: { cluster: 'prodigy-dev', user: name } }],
    clusters: [{ name: 'prodigy-dev', cluster }],
    users: [{ name, user }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
