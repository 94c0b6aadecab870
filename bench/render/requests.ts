import { type LoadedWorkflow, renderBundled } from '../../stacks/app';
import { readProject } from '../../stacks/project';
import type { RenderedRun } from '../../stacks/render';

/** Any MapReduce run has every kind of object; this workflow is committed for every cluster. */
const WORKFLOW = 'tidy-whitespace';
const CLUSTER = 'production';

/**
 * Renders runs of a bundled workflow in the same way as `npm run synth`. The number becomes the run's argument, so that
 * no two runs are equal.
 */
export function renderer(root: string): (number: number) => RenderedRun {
  const { clusters, workflows, images } = readProject(root);
  const workflow = workflows.find(({ name }) => name === WORKFLOW) as LoadedWorkflow;
  const cluster = clusters.find(({ name }) => name === CLUSTER)!;
  return (number) => {
    const definition = { ...workflow.definition, argument: argumentOf(number) };
    return renderBundled({ ...workflow, definition }, cluster, images);
  };
}

/** Argument of a run; no other part of a manifest looks like it. */
export const argumentOf = (number: number): string => `benchmark-argument-${number}`;
