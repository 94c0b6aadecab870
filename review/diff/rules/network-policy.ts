import type { Rule } from '../rule';
import { Source } from './sources';

/** Rules for changes of a NetworkPolicy, apart from the connections it allows: `../reach.ts` reports those. */
export const NETWORK_POLICY_RULES: readonly Rule[] = [
  {
    path: 'spec.**',
    verdict: 'in-place',
    means: 'takes effect on new connections',
    source: Source.NETWORK_POLICY,
  },
];
