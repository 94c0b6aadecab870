import { z } from 'zod';
import type { ClusterFacts } from '../contract/cluster-facts';
import { Limit } from '../contract/limits';

/** Where a fact is explained. */
const FACTS = 'see contract/cluster-facts.ts';

const text = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error });

const group = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, { error: `be a group of facts: ${FACTS}` });

/** A DNS label: Kubernetes' rule for namespaces, ours for folder and stack names too. */
const label = text(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'be lower-case letters, digits and dashes, at most 63: name it as Kubernetes names a namespace',
);

const storageClass = text(
  /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  'name a StorageClass: kubectl get storageclass lists them',
);

const quantity = text(
  /^[0-9]+(\.[0-9]+)?(m|[kMGTPE]|[KMGTPE]i)?$/,
  'be a Kubernetes quantity: write 500m, 2, 512Mi or 20Gi',
);

const count = (max: number) =>
  z
    .number({ error: `be an integer from 1 to ${max}: write it without quotes` })
    .refine((value) => Number.isInteger(value) && value >= 1 && value <= max, {
      error: `be an integer from 1 to ${max}: see Limit in contract/limits.ts`,
    });

const choice = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `be one of ${values.join(', ')}: ${FACTS}` });

const amounts = group({ cpu: quantity, memory: quantity });

/** Most pods that a namespace may be given: ten runs of the largest size. */
const MAX_PODS = 10 * Limit.AGENTS;

const schema: z.ZodType<ClusterFacts> = group({
  name: label,
  namespace: label,
  delivery: choice('cli', 'pulumi', 'gitops'),
  storage: group({ storageClass, workspaceSize: quantity, queueSize: quantity }),
  agentResources: group({ requests: amounts, limits: amounts }),
  maxAgents: count(Limit.AGENTS),
  cleanupPolicy: choice('delete', 'retain'),
  quota: group({ pods: count(MAX_PODS), requests: amounts, limits: amounts }),
});

/**
 * Check what somebody wrote about a cluster.
 *
 * @throws Error with one line per fact that is missing, unknown or not as it must be.
 */
export function checkedCluster(facts: unknown): ClusterFacts {
  const result = schema.safeParse(facts);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => message(issue, facts)).join('\n'));
}

function message(issue: z.core.$ZodIssue, facts: unknown): string {
  const path = issue.path.join('.') || 'cluster';
  if (issue.code === 'unrecognized_keys')
    return `'${path}' must hold known facts only, got ${issue.keys.join(', ')}: ${FACTS}`;
  const value = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown>)?.[key], facts);
  if (value === undefined) return `'${path}' must be given, got nothing: ${FACTS}`;
  const [rule, wayOut] = issue.message.split(': ');
  return `'${path}' must ${rule}, got ${JSON.stringify(value)}: ${wayOut}`;
}
