import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Named {
  readonly name: string;
}
interface Kubeconfig {
  readonly contexts: readonly (Named & { readonly context: { readonly cluster: string; readonly user: string } })[];
  readonly clusters: readonly (Named & { readonly cluster: Readonly<Record<string, string>> })[];
  readonly users: readonly (Named & { readonly user: Readonly<Record<string, string>> })[];
}

/** Where an API server is, and what node's https needs to be let in: certificates that stand in the kubeconfig. */
export function connectionOf(kubeconfig: string, context: string) {
  const isContent = kubeconfig.includes('\n') || kubeconfig.startsWith('{');
  const config = parse(isContent ? kubeconfig : readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const chosen = named(config.contexts, context).context;
  const { cluster } = named(config.clusters, chosen.cluster);
  const { user } = named(config.users, chosen.user);
  const bytes = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
  const credentials = {
    ca: bytes(cluster['certificate-authority-data']),
    cert: bytes(user['client-certificate-data']),
    key: bytes(user['client-key-data']),
  };
  return { server: cluster.server ?? '', credentials };
}

function named<T extends Named>(list: readonly T[], name: string): T {
  const found = list.find((one) => one.name === name);
  if (!found) throw new Error(`the kubeconfig must name ${name}, got ${list.map((one) => one.name).join(', ')}`);
  return found;
}
