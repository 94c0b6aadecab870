import type { ClusterFacts } from '../../contract/cluster-facts';

/** A few small machines with local disks, delivered to by Pulumi. They are paid for already, so nothing has a price. */
export const edge: ClusterFacts = {
  name: 'edge',
  namespace: 'prodigy-edge',
  delivery: 'pulumi',
  version: '1.33',
  provider: 'other',
  architecture: 'amd64',
  storage: { storageClass: 'local-path', workspaceSize: '5Gi', queueSize: '1Gi' },
  storageClasses: { 'local-path': { accessModes: ['ReadWriteOnce'], expandable: false } },
  agentResources: {
    requests: { cpu: '250m', memory: '512Mi' },
    limits: { cpu: '1', memory: '1Gi' },
  },
  maxAgents: 4,
  cleanupPolicy: 'delete',
  quota: {
    pods: 20,
    requests: { cpu: '4', memory: '8Gi' },
    limits: { cpu: '8', memory: '12Gi' },
  },
};
