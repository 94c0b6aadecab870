import type { ClusterFacts } from '../../contract/cluster-facts';

/**
 * One node with two cores, such as the devcluster or kind on a laptop: room for ten small agents. StorageClass
 * `standard` is the local-path provisioner's: a volume is tied to one node and cannot be expanded.
 */
export const development: ClusterFacts = {
  name: 'development',
  namespace: 'prodigy-dev',
  delivery: 'cli',
  version: '1.34',
  provider: 'other',
  architecture: 'amd64',
  storage: { storageClass: 'standard', workspaceSize: '1Gi', queueSize: '1Gi' },
  storageClasses: { standard: { accessModes: ['ReadWriteOnce'], expandable: false } },
  agentResources: {
    requests: { cpu: '100m', memory: '128Mi' },
    limits: { cpu: '500m', memory: '512Mi' },
  },
  maxAgents: 10,
  cleanupPolicy: 'delete',
  quota: {
    pods: 60,
    requests: { cpu: '4', memory: '8Gi' },
    limits: { cpu: '40', memory: '40Gi' },
  },
};
