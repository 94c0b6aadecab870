import { loadWorkflow } from '../language/parse-workflow';
import type { Workflow } from '../language/workflow';

/** A workflow file that has been read. */
export interface WorkflowSource {
  readonly text: string;
  /** Its name, for messages. */
  readonly file: string;
}

/** Parsed workflows of a file, by profile. */
const known = new WeakMap<WorkflowSource, Map<string | undefined, Workflow>>();

/**
 * The workflow in a file. A source is parsed once for all runs that share it: parsing it for each would take a quarter
 * of the rendering time.
 *
 * @param profile @default - none
 * @throws Error listing every problem in the file.
 */
export function workflowOf(source: WorkflowSource, profile?: string): Workflow {
  const { text, file } = source;
  const parsed = known.get(source) ?? new Map<string | undefined, Workflow>();
  const workflow = parsed.get(profile) ?? loadWorkflow(text, file, { profile });
  known.set(source, parsed.set(profile, workflow));
  return workflow;
}
