import type { Construct } from 'constructs';
import type { DisruptionBudget } from '../contract/agent-pod';
import { Component } from '../contract/labels';
import { jobName } from '../contract/names';
import { intOrString, manifestOf } from './manifest';
import { ManifestObject } from './manifest-object';
import type { RunIdentity } from './run-identity';

/** Settings of {@link agentDisruptionBudget}. */
export interface AgentDisruptionBudgetProps extends DisruptionBudget {
  readonly run: RunIdentity;
  /** Number of agents. */
  readonly agents: number;
}

/**
 * Limits how many agents a node drain may evict at once. Takes a number, since Kubernetes accepts no percentage for
 * pods of a Job; agents that are not ready never block a drain.
 *
 * @throws Error if the number is invalid, or would never allow an agent to be evicted.
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
 */
export function agentDisruptionBudget(
  scope: Construct,
  id: string,
  { run, agents, minAvailable }: AgentDisruptionBudgetProps,
): ManifestObject {
  if (!Number.isInteger(minAvailable) || minAvailable < 1)
    throw new Error(
      `'disruptionBudget.minAvailable' must be an integer from 1, got ${minAvailable}: Kubernetes takes no share for ` +
        'pods of a Job',
    );
  if (minAvailable >= agents)
    throw new Error(
      `'disruptionBudget.minAvailable' must be less than the number of agents, ${agents}, got ${minAvailable}: ` +
        'no node with an agent could be drained before the run ends',
    );
  return new ManifestObject(
    scope,
    id,
    manifestOf('PodDisruptionBudget', {
      metadata: run.metadata(jobName(run.runId), Component.AGENT),
      spec: {
        minAvailable: intOrString(minAvailable),
        selector: { matchLabels: run.selector(Component.AGENT) },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    }),
  );
}
