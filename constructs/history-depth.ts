import type { Workflow } from '../language/workflow';
import type { GitRepository } from './git-repository';

/**
 * Clone depth of a run: merging needs the commit where two branches diverged, which a shallow clone may lack.
 *
 * @returns undefined for the whole history.
 * @throws Error if a depth is given and the run merges something.
 */
export function historyDepth(
  { depth }: GitRepository,
  workflow: Workflow,
  publish: 'branch' | 'target' | undefined,
): number | undefined {
  const what = whatMerges(workflow, publish);
  if (depth === undefined || what === undefined) return depth;
  throw new Error(
    `'repository.depth' must not be given where something is merged, got ${depth} for ${what}: ` +
      "leave it out; agentClone 'blobless' spares agents a large history",
  );
}

function whatMerges(workflow: Workflow, publish: 'branch' | 'target' | undefined): string | undefined {
  if (workflow.mode === 'mapreduce') return 'a MapReduce workflow';
  if (workflow.merge !== undefined) return 'a workflow with merge steps';
  return publish === 'target' ? "publish 'target'" : undefined;
}
