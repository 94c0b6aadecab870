import type { Rule } from '../rule';

/** Rules for changes of an ExternalSecret. */
export const EXTERNAL_SECRET_RULES: readonly Rule[] = [
  {
    path: 'spec.refreshInterval',
    verdict: 'in-place',
    means: 'the keys are refreshed at a different interval',
    source: 'https://external-secrets.io/latest/api/externalsecret/',
  },
  {
    path: 'spec.**',
    verdict: 'credential-reference',
    means: 'other keys are read, or the same keys from another store',
    source: 'https://external-secrets.io/latest/api/externalsecret/',
  },
];
