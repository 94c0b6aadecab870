import type { Environment } from './environment';

/** For trying a workflow beside production: its own namespace, a quarter of the agents, nothing kept, no mirrors. */
export const staging: Environment = {
  name: 'staging',
  clusters: ['production'],
  facts: {
    namespace: 'prodigy-staging',
    maxAgents: 6,
    cleanupPolicy: 'delete',
    repositoryCache: null,
    storage: { workspaceSize: '10Gi', queueSize: '2Gi' },
    quota: {
      pods: 30,
      requests: { cpu: '12', memory: '50Gi' },
      limits: { cpu: '30', memory: '100Gi' },
    },
  },
};
