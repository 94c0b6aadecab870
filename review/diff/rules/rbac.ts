import { becomes } from '../conditions';
import type { Condition, Rule } from '../rule';
import { Source } from './sources';

/** Meaning of a ClusterRole that gains an aggregationRule. */
export const GATHERS = 'the role has the rights of every ClusterRole with certain labels, now and later';

/** The role aggregates the permissions of others, which are known only on the cluster. */
const gathers: Condition = (_, { head }) => head.aggregationRule !== undefined;

/** Rules for changes of a Role, apart from its grants: `../grants.ts` reports those. */
export const ROLE_RULES: readonly Rule[] = [
  {
    path: 'rules.**',
    verdict: 'cosmetic',
    means: 'the same rights, written otherwise',
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
    means: 'the role no longer has the rights that others come to have',
    source: Source.AGGREGATION,
  },
];

/** Rules for changes of a RoleBinding. */
export const ROLE_BINDING_RULES: readonly Rule[] = [
  {
    path: 'roleRef.**',
    verdict: 'rejected',
    means: 'a binding is to one role for ever: delete it first',
    source: Source.ROLE_REF,
  },
  {
    path: 'subjects.**',
    when: ({ path, after }) => path.length > 1 && after !== undefined,
    verdict: 'wider-rights',
    means: 'somebody else has the rights of the role',
    source: Source.ROLE,
  },
  {
    path: 'subjects.**',
    verdict: 'in-place',
    means: 'somebody has the rights of the role no longer',
    source: Source.ROLE,
  },
];

/** Rules for changes of a ServiceAccount. */
export const SERVICE_ACCOUNT_RULES: readonly Rule[] = [
  {
    path: 'automountServiceAccountToken',
    when: becomes(true, undefined),
    verdict: 'wider-rights',
    means: 'pods get a token of the API server',
    source: Source.SERVICE_ACCOUNT,
  },
  {
    path: 'automountServiceAccountToken',
    verdict: 'in-place',
    means: 'pods get no token of the API server',
    source: Source.SERVICE_ACCOUNT,
  },
  {
    path: 'metadata.annotations.*',
    when: (change) => CLOUD_IDENTITIES.includes(change.path.at(-1) ?? ''),
    verdict: 'credential-reference',
    means: 'pods act as another identity of the cloud',
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
