import type { Rule } from '../rule';
import { Source } from './sources';

/** What a change of a NetworkPolicy comes to, beyond what it leaves open: that is told by `../reach.ts`. */
export const NETWORK_POLICY_RULES: readonly Rule[] = [
  {
    path: 'spec.**',
    verdict: 'in-place',
    means: 'connections that are made from now on go by the new rules',
    source: Source.NETWORK_POLICY,
  },
];
