import { specOf } from '../../reviewed-object';
import { becomes, disappears } from '../conditions';
import type { Condition, Rule } from '../rule';
import { Source } from './sources';

/** ExternalName Services have no cluster IP to keep. */
const keepsAddress: Condition = (_, { base, head }) =>
  [base, head].every((object) => specOf(object).type !== 'ExternalName');

/** A headless Service may change to any IP families. */
const hasAddress: Condition = (change, pair) =>
  keepsAddress(change, pair) && [pair.base, pair.head].every((object) => specOf(object).clusterIP !== 'None');

const isOther: Condition = ({ before, after }) => before !== undefined && after !== undefined;

const staysBalanced: Condition = (_, { base, head }) =>
  [base, head].every((object) => specOf(object).type === 'LoadBalancer');

/** Rules for changes of a Service. */
export const SERVICE_RULES: readonly Rule[] = [
  {
    path: 'spec.clusterIP',
    when: disappears,
    verdict: 'in-place',
    means: 'the Service keeps its cluster IP, or stays headless',
    source: Source.SERVICE_ADDRESS,
  },
  ...['spec.clusterIP', 'spec.clusterIPs.**'].map(
    (path): Rule => ({
      path,
      when: keepsAddress,
      verdict: 'rejected',
      means: 'the cluster IP of a Service, or None, is immutable: delete the Service first',
      source: Source.SERVICE_ADDRESS,
    }),
  ),
  {
    path: 'spec.ipFamilies[0]',
    when: (change, pair) => isOther(change, pair) && hasAddress(change, pair),
    verdict: 'rejected',
    means: 'the first IP family of a Service is immutable: delete the Service first',
    source: Source.SERVICE_FAMILIES,
  },
  {
    path: 'spec.loadBalancerClass',
    when: staysBalanced,
    verdict: 'rejected',
    means: 'the load balancer class of a Service is immutable, even if unset: delete the Service first',
    source: Source.SERVICE_BALANCER,
  },
  {
    path: 'spec.type',
    when: becomes('NodePort', 'LoadBalancer'),
    verdict: 'wider-rights',
    means: 'the Service can be reached from outside the cluster',
    source: Source.SERVICE_TYPES,
  },
  {
    path: 'spec.externalIPs.**',
    verdict: 'wider-rights',
    means: 'the Service can be reached from outside the cluster',
    source: Source.SERVICE_TYPES,
  },
  {
    path: 'spec.**',
    verdict: 'in-place',
    means: 'takes effect on new connections',
    source: Source.SERVICE_TYPES,
  },
];
