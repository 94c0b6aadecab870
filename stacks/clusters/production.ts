import type { ClusterFacts } from '../../contract/cluster-facts';

/**
 * Deployed from reviewed manifests. The quota's 100 CPU hold 24 agents of 4 CPU beside the 3 CPU of Redis and
 * workspace, so one run can take all of it and two share.
 */
export const production: ClusterFacts = {
  name: 'production',
  namespace: 'prodigy',
  delivery: 'gitops',
  storage: { storageClass: 'gp3', workspaceSize: '20Gi', queueSize: '10Gi' },
  agentResources: {
    requests: { cpu: '1', memory: '2Gi' },
    limits: { cpu: '4', memory: '8Gi' },
  },
  maxAgents: 24,
  cleanupPolicy: 'retain',
  quota: {
    pods: 100,
    requests: { cpu: '50', memory: '200Gi' },
    limits: { cpu: '100', memory: '400Gi' },
  },
};
