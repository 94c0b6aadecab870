import { loadWorkflow } from '../language/parse-workflow';
import type { Workflow } from '../language/workflow';

/** A workflow file that was read. */
export interface WorkflowSource {
  readonly text: string;
  /** Its name, for messages. */
  readonly file: string;
}

/** What a file means, by profile. */
const known = new WeakMap<WorkflowSource, Map<string | undefined, Workflow>>();

/**
 * The workflow of a file. A source is parsed once for all runs that share it: to parse it for each would be a quarter of
 * the time of rendering.
 *
 * @param profile @default - none
 * @throws Error with every finding in the file.
 */
export function workflowOf(source: WorkflowSource, profile?: string): Workflow {
  const { text, file } = source;
  const parsed = known.get(source) ?? new Map<string | undefined, Workflow>();
  const workflow = parsed.get(profile) ?? loadWorkflow(text, file, { profile });
  known.set(source, parsed.set(profile, workflow));
  return workflow;
}
