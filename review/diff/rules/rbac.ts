import { becomes } from '../conditions';
import type { Condition, Rule } from '../rule';
import { Source } from './sources';

/** What it means that a ClusterRole has an aggregationRule that it had not. */
export const GATHERS = 'the role has the rights of every ClusterRole with certain labels, now and later';

/** The rights of others are gathered in the role; which these are is known on the cluster alone. */
const gathers: Condition = (_, { head }) => head.aggregationRule !== undefined;

/** What a change of a Role comes to, beyond what it grants: that is told by `../grants.ts`. */
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

/** What a change of a RoleBinding comes to. */
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

/** What a change of a ServiceAccount comes to. */
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

/** Annotations by which EKS, GKE and Azure give a ServiceAccount an identity of theirs. */
const CLOUD_IDENTITIES = [
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
];
