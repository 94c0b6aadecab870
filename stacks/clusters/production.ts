import type { ClusterFacts } from '../../contract/cluster-facts';

/**
 * Deployed from reviewed manifests. The quota of 100 CPUs fits 24 agents with 4 CPUs each beside the 4 CPUs of Redis,
 * workspace and repository cache: one run can use all of it, or two can share it.
 *
 * The prices are AWS list prices for Linux on x86 in us-east-1 (Fargate per vCPU and GB, gp3 per GB): set your own.
 */
export const production: ClusterFacts = {
  name: 'production',
  namespace: 'prodigy',
  delivery: 'gitops',
  version: '1.34',
  provider: 'eks',
  architecture: 'amd64',
  storage: { storageClass: 'gp3', workspaceSize: '20Gi', queueSize: '10Gi' },
  storageClasses: { gp3: { accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'], expandable: true } },
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
  crds: ['externalsecrets.external-secrets.io'],
  prices: { currency: 'USD', cpuHour: 0.04048, memoryGibHour: 0.004445, storageGibMonth: 0.08, spotDiscount: 0.7 },
  monitoring: { namespace: 'monitoring', otlpEndpoint: 'http://otel-collector.monitoring:4318' },
  repositoryCache: {
    repositories: [
      {
        url: 'https://git.example.com/demo/project.git',
        // A token that can only read this repository; runs have their own.
        credentials: { secretName: 'prodigy-repo-cache', keys: ['git-token'] },
      },
    ],
  },
};
