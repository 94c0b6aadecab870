import { becomes } from '../conditions';
import type { Condition, Rule } from '../rule';
import { Source } from './sources';

/** Meaning of a ClusterRole that gains an aggregationRule. */
export const GATHERS =
  'the role aggregates the rights of every ClusterRole with matching labels, now and in the future';

/** The role aggregates the permissions of others, which are known only on the cluster. */
const gathers: Condition = (_, { head }) => head.aggregationRule !== undefined;

/** Rules for changes of a Role, apart from its grants: `../grants.ts` reports those. */
export const ROLE_RULES: readonly Rule[] = [
  {
    path: 'rules.**',
    verdict: 'cosmetic',
    means: 'the same rights, written differently',
    source: Source.ROLE,
  },
  {
    path: 'aggregationRule.**',
    when: gathers,
    verdict: 'wider-rights',
    means: GATHERS,
    source: Source.AGGREGATION,
  },
  {
    path: 'aggregationRule.**',
    verdict: 'in-place',
    means: 'the role no longer aggregates the rights of other roles',
    source: Source.AGGREGATION,
  },
];

/** Rules for changes of a RoleBinding. */
export const ROLE_BINDING_RULES: readonly Rule[] = [
  {
    path: 'roleRef.**',
    verdict: 'rejected',
    means: 'roleRef is immutable: delete the binding first',
    source: Source.ROLE_REF,
  },
  {
    path: 'subjects.**',
    when: ({ path, after }) => path.length > 1 && after !== undefined,
    verdict: 'wider-rights',
    means: 'the role is granted to another subject',
    source: Source.ROLE,
  },
  {
    path: 'subjects.**',
    verdict: 'in-place',
    means: 'the role is no longer granted to a subject',
    source: Source.ROLE,
  },
];

/** Rules for changes of a ServiceAccount. */
export const SERVICE_ACCOUNT_RULES: readonly Rule[] = [
  {
    path: 'automountServiceAccountToken',
    when: becomes(true, undefined),
    verdict: 'wider-rights',
    means: 'pods get a token for the API server',
    source: Source.SERVICE_ACCOUNT,
  },
  {
    path: 'automountServiceAccountToken',
    verdict: 'in-place',
    means: 'pods no longer get a token for the API server',
    source: Source.SERVICE_ACCOUNT,
  },
  {
    path: 'metadata.annotations.*',
    when: (change) => CLOUD_IDENTITIES.includes(change.path.at(-1) ?? ''),
    verdict: 'credential-reference',
    means: 'pods act as another cloud identity',
    source: Source.SERVICE_ACCOUNT,
  },
  ...['imagePullSecrets.**', 'secrets.**'].map(
    (path): Rule => ({
      path,
      verdict: 'credential-reference',
      means: 'another Secret is used',
      source: Source.SERVICE_ACCOUNT,
    }),
  ),
];

/** Annotations that give a ServiceAccount a cloud identity on EKS, GKE or Azure. */
const CLOUD_IDENTITIES = [
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
];
