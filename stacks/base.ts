import type { FactChanges } from './overlay';

/**
 * Defaults of every cluster. The quota is sized for one team's namespace: 24 agents of this size beside the workspace
 * and queue of their run.
 */
export const base: FactChanges = {
  namespace: 'prodigy',
  delivery: 'cli',
  provider: 'other',
  architecture: 'amd64',
  storage: { storageClass: 'standard', workspaceSize: '10Gi', queueSize: '1Gi', accessMode: 'ReadWriteOnce' },
  agentResources: {
    requests: { cpu: '1', memory: '2Gi' },
    limits: { cpu: '4', memory: '8Gi' },
  },
  maxAgents: 24,
  cleanupPolicy: 'delete',
  quota: {
    pods: 100,
    requests: { cpu: '50', memory: '200Gi' },
    limits: { cpu: '100', memory: '400Gi' },
  },
  placement: { spot: false },
  git: { lfs: false },
};
