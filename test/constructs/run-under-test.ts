import { WorkflowRun, type WorkflowRunProps } from '../../constructs/workflow-run';
import type { ClusterFacts } from '../../contract/cluster-facts';
import { parseRunConfig } from '../../contract/run-config';
import { only, type Rendered, repository, synthesized } from './synthesized';
import { mapReduce, step } from './workflows-under-test';

const amounts = { cpu: '1', memory: '1Gi' };
export const cluster: ClusterFacts = {
  name: 'test',
  namespace: 'team-a',
  delivery: 'cli',
  storage: { storageClass: 'fast', workspaceSize: '2Gi', queueSize: '1Gi' },
  agentResources: { requests: amounts, limits: amounts },
  maxAgents: 5,
  cleanupPolicy: 'delete',
  quota: { pods: 10, requests: amounts, limits: amounts },
};
export const digest = `sha256:${'a'.repeat(64)}`;
/** The least that a run takes. */
export const required: WorkflowRunProps = {
  runId: 'fix-tests-1',
  workflow: mapReduce,
  workflowText: 'name: Fix tests\n',
  cluster,
  images: {
    agent: { repository: 'registry.example.com/agent', tag: '1', digest },
    redis: { repository: 'registry.example.com/redis', tag: '7', digest: null },
  },
  repository,
};
/** Its setup asks Claude. */
export const claude = { ...mapReduce, setup: { ...mapReduce.setup, steps: [step('/plan', 'claude')] } };

export const rendered = (props: Partial<WorkflowRunProps> = {}): Rendered[] =>
  synthesized((scope) => void new WorkflowRun(scope, 'Run', { ...required, ...props }));
export const kinds = (objects: Rendered[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
export const configOf = (objects: Rendered[]) => parseRunConfig(only(objects, 'ConfigMap').data['config.env']);
