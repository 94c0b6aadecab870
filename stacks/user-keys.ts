import { SecretKey } from '../contract/paths';
import type { SecretSource } from '../contract/secret-source';

/** The fact that each key of a cluster in `kubernetes.yaml` sets; nested keys are joined with dots. */
export const FACT_OF_KEY: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  kubeconfig_path: 'kubeconfig.path',
  kubeconfig: 'kubeconfig.path',
  context: 'kubeconfig.context',
  namespace: 'namespace',
  version: 'version',
  provider: 'provider',
  architecture: 'architecture',
  spot_instances: 'placement.spot',
  max_parallel: 'maxAgents',
  min_parallel: 'minAgents',
  'storage.storage_class': 'storage.storageClass',
  'storage.class': 'storage.storageClass',
  'storage.workspace_size': 'storage.workspaceSize',
  'storage.size': 'storage.workspaceSize',
  'storage.queue_size': 'storage.queueSize',
  'storage.access_mode': 'storage.accessMode',
  'storage.cleanup_policy': 'cleanupPolicy',
  'prices.currency': 'prices.currency',
  'prices.cpu_hour': 'prices.cpuHour',
  'prices.memory_gib_hour': 'prices.memoryGibHour',
  'prices.storage_gib_month': 'prices.storageGibMonth',
  'prices.spot_discount': 'prices.spotDiscount',
  'prices.model_tokens.input': 'prices.modelTokens.input',
  'prices.model_tokens.output': 'prices.modelTokens.output',
  'prices.model_tokens.cache_read': 'prices.modelTokens.cacheRead',
  'prices.model_tokens.cache_creation': 'prices.modelTokens.cacheCreation',
  'git.default_auth_method': 'git.auth',
  'git.lfs_enabled': 'git.lfs',
  'git.cache_repositories': 'repositoryCache.repositories',
  'git.cache_size': 'repositoryCache.size',
});

/** Authentication methods under their common names. */
const AUTH: ReadonlyMap<unknown, string> = new Map([
  ['ssh', 'ssh-key'],
  ['ssh_key', 'ssh-key'],
]);

/** The value of a fact, or a warning why the key has no effect. */
export function factValue(fact: string, value: unknown, written = ''): { value?: unknown; warning?: string } {
  // The text as written: as a number, 1.30 would become 1.3.
  if (fact === 'version' && typeof value === 'number') return { value: written };
  if (fact === 'git.auth') return { value: AUTH.get(value) ?? value };
  if (fact !== 'repositoryCache.repositories') return { value };
  if (value === true)
    return { warning: "'cache_repositories' has no effect as true: list the addresses that the cache mirrors" };
  if (value === false) return { value: null };
  return { value: Array.isArray(value) ? value.map((url) => (typeof url === 'string' ? { url } : url)) : value };
}

/**
 * The key of a run that a name under `secrets` means. The project's own keys may be written with underscores, like every
 * other key of the file; a workflow's own are names of variables, which are kept as they are.
 */
export function secretKey(name: string): string {
  const dashed = name.replaceAll('_', '-');
  return Object.values<string>(SecretKey).includes(dashed) ? dashed : name;
}

/** Keys for each source of a secret, and the fields that they set. */
const SOURCES = new Map<unknown, Readonly<Record<string, string>>>([
  ['env', { key: 'variable' }],
  ['file', { path: 'path' }],
  ['existing', { secret: 'secretName', key: 'key' }],
  ['external', { store: 'store', store_kind: 'storeKind', key: 'remoteKey', property: 'property' }],
  ['csi', { class: 'providerClass' }],
]);

/** The source of a key; errors do not repeat the value, which may be the secret itself. */
export function secretFact(mapping: Readonly<Record<string, unknown>>) {
  const { source, ...rest } = mapping;
  const fields = SOURCES.get(source);
  if (!fields)
    return {
      value: undefined,
      wrong: [{ key: undefined, message: `'source' must be one of ${[...SOURCES.keys()].join(', ')}: name one` }],
    };
  const known = Object.keys(fields);
  const unknown = Object.keys(rest).filter((key) => !known.includes(key));
  const wrong = unknown.map((key) => ({
    key,
    message: `'${key}' must be a key of the source ${source}: known are ${known.join(', ')}`,
  }));
  const given = known.filter((key) => rest[key] !== undefined).map((key) => [fields[key], rest[key]]);
  return { value: { source, ...Object.fromEntries(given) } as SecretSource, wrong };
}
