import type { Rule } from '../rule';

/** Rules for changes of an ExternalSecret. */
export const EXTERNAL_SECRET_RULES: readonly Rule[] = [
  {
    path: 'spec.refreshInterval',
    verdict: 'in-place',
    means: 'the keys are read from their store at other intervals',
    source: 'https://external-secrets.io/latest/api/externalsecret/',
  },
  {
    path: 'spec.**',
    verdict: 'credential-reference',
    means: 'keys are read from another store, or other ones',
    source: 'https://external-secrets.io/latest/api/externalsecret/',
  },
];
