import { z } from 'zod';
import { ACCESS_MODES, type ClusterFacts, PROVIDERS } from '../contract/cluster-facts';
import { LOG_LEVELS } from '../contract/environment';
import { Limit } from '../contract/limits';
import { TAINT_EFFECTS, TOPOLOGIES } from '../contract/placement';
import { SUBMITTER_KINDS } from '../contract/tenant';
import { type FactPath, nameHint } from './fact-paths';
import {
  choice,
  count,
  crd,
  currency,
  FACTS,
  flag,
  group,
  httpUrl,
  label,
  list,
  MAX_OBJECTS,
  named,
  objectName,
  price,
  quantity,
  secretKey,
  share,
  someText,
  storageClass,
  variable,
  version,
} from './fact-rules';

const amounts = { cpu: quantity, memory: quantity };
const accessMode = choice(ACCESS_MODES);

/** Longest refresh interval of an external secret, in seconds. */
const DAY = 24 * 60 * 60;

const secretSource = z.discriminatedUnion(
  'source',
  [
    group({ source: z.literal('existing'), secretName: objectName, key: secretKey.optional() }),
    group({
      source: z.literal('external'),
      store: objectName,
      storeKind: choice(['SecretStore', 'ClusterSecretStore']).optional(),
      remoteKey: someText,
      property: someText.optional(),
      refreshSeconds: count(DAY).optional(),
    }),
    group({ source: z.literal('csi'), providerClass: objectName }),
    group({ source: z.literal('env'), variable }),
    group({ source: z.literal('file'), path: someText }),
  ],
  { error: 'be one of existing, external, csi, env, file: see contract/secret-source.ts' },
);

const nodeRequirements = list(
  group({
    label: someText,
    operator: choice(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: list(someText).optional(),
  }),
);

/** The construct checks what labels and taints may contain. */
const nodes = {
  nodeSelector: named(someText, someText).optional(),
  nodeAffinity: nodeRequirements.optional(),
  nodePreferences: list(group({ weight: count(100), nodes: nodeRequirements })).optional(),
  tolerations: list(
    group({ key: someText, value: someText.optional(), effect: choice(TAINT_EFFECTS).optional() }),
  ).optional(),
  priorityClass: objectName.optional(),
};

/** The construct checks what URLs may contain. */
const repositoryCache = group({
  repositories: list(
    group({
      url: someText,
      credentials: group({ secretName: objectName, keys: list(secretKey) }).optional(),
      knownHosts: someText.optional(),
      username: someText.optional(),
      caCertificates: someText.optional(),
    }),
  ),
  size: quantity.optional(),
  storageClass: storageClass.optional(),
  refreshSeconds: count(Limit.CACHE_REFRESH_SECONDS).optional(),
});

/** Every fact, in the order in which they are explained and printed. */
export const clusterSchema = group({
  name: label,
  namespace: label,
  delivery: choice(['cli', 'pulumi', 'gitops']),
  version: version.optional(),
  provider: choice(PROVIDERS).optional(),
  architecture: choice(['amd64', 'arm64']).optional(),
  kubeconfig: group({ path: someText.optional(), context: someText.optional() }).optional(),
  storage: group({ storageClass, workspaceSize: quantity, queueSize: quantity, accessMode: accessMode.optional() }),
  storageClasses: named(storageClass, group({ accessModes: list(accessMode), expandable: flag })).optional(),
  agentResources: group({ requests: group(amounts), limits: group(amounts) }),
  agents: count(Limit.AGENTS).optional(),
  maxAgents: count(Limit.AGENTS),
  minAgents: count(Limit.AGENTS).optional(),
  cleanupPolicy: choice(['delete', 'retain']),
  quota: group({
    pods: count(MAX_OBJECTS),
    requests: group({ ...amounts, storage: quantity.optional() }),
    limits: group(amounts),
    persistentVolumeClaims: count(MAX_OBJECTS).optional(),
  }),
  submitters: list(group({ kind: choice(SUBMITTER_KINDS), name: someText, namespace: label.optional() })).optional(),
  imagePullSecrets: list(objectName).optional(),
  placement: group({
    spot: flag.optional(),
    ...nodes,
    apart: choice(TOPOLOGIES).optional(),
    topologySpread: group({
      topology: choice(TOPOLOGIES),
      maxSkew: count(Limit.AGENTS).optional(),
      strict: flag.optional(),
    }).optional(),
    doNotDisrupt: flag.optional(),
  }).optional(),
  statePlacement: group(nodes).optional(),
  crds: list(crd).optional(),
  prices: group({
    currency,
    cpuHour: price,
    memoryGibHour: price,
    storageGibMonth: price,
    spotDiscount: share.optional(),
    modelTokens: group({
      input: price,
      output: price,
      cacheRead: price.optional(),
      cacheCreation: price.optional(),
    }).optional(),
  }).optional(),
  git: group({ auth: choice(['token', 'ssh-key', 'none']).optional(), lfs: flag.optional() }).optional(),
  secrets: named(secretKey, secretSource).optional(),
  dns: group({
    namespace: label.optional(),
    podLabels: named(someText, someText).optional(),
    port: count(65_535).optional(),
    nodeLocalCache: flag.optional(),
  }).optional(),
  monitoring: group({ namespace: label, otlpEndpoint: httpUrl.optional() }).optional(),
  logLevel: choice(LOG_LEVELS).optional(),
  repositoryCache: repositoryCache.optional(),
}) satisfies z.ZodType<ClusterFacts>;

/** Returns where a fact was written. */
type OriginOf = (path: FactPath) => string | undefined;

/** Facts that have passed the check; any change creates another object. */
const checked = new WeakSet<object>();

/**
 * Check a description of a cluster; facts that were returned from here are not checked again.
 *
 * @param originOf where a fact was written, to start messages with. @default - unknown
 * @throws Error with one line per fact that is missing, unknown or invalid.
 */
export function checkedCluster(facts: unknown, originOf: OriginOf = () => undefined): ClusterFacts {
  if (isChecked(facts)) return facts;
  // Compiling the schema takes longer than checking the few clusters that a process has.
  const result = clusterSchema.safeParse(facts, { jitless: true });
  if (result.success) {
    checked.add(result.data);
    return result.data;
  }
  throw new Error(result.error.issues.map((issue) => placed(issue, facts, originOf)).join('\n'));
}

const isChecked = (facts: unknown): facts is ClusterFacts => checked.has(facts as object);

/** A fact's place is that of the nearest enclosing value with a known one. */
function placed(issue: z.core.$ZodIssue, facts: unknown, originOf: OriginOf): string {
  const path = issue.path.map(String);
  const origin = path.map((_, index) => originOf(path.slice(0, path.length - index))).find((found) => found);
  return origin ? `${origin}: ${message(issue, facts)}` : message(issue, facts);
}

function message(issue: z.core.$ZodIssue, facts: unknown): string {
  const path = issue.path.join('.') || 'cluster';
  if (issue.code === 'unrecognized_keys')
    return `'${path}' must hold known facts only, got ${issue.keys.join(', ')}: ${hint(issue)}`;
  const value = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown>)?.[key], facts);
  if (issue.code === 'invalid_key')
    return `a name in '${issue.path.slice(0, -1).join('.')}' must ${sentence(issue.issues[0]!, issue.path.at(-1), isSecret(issue.path))}`;
  if (value === undefined) return `'${path}' must be given, got nothing: ${FACTS}`;
  return `'${path}' must ${sentence(issue, value, isSecret(issue.path))}`;
}

function sentence(issue: z.core.$ZodIssue, value: unknown, secret: boolean): string {
  const [rule, wayOut] = issue.message.split(': ');
  return `${rule}, got ${secret ? 'something else' : JSON.stringify(value)}: ${wayOut}`;
}

/** People put the secret itself where a reference belongs, so no message repeats the value. */
const isSecret = ([group, , field]: readonly PropertyKey[]): boolean => group === 'secrets' && field !== 'source';

const hint = ({ keys, path }: z.core.$ZodIssueUnrecognizedKeys): string =>
  nameHint(clusterSchema, path.map(String), keys[0]!, FACTS);
