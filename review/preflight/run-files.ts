import { parseRunConfig, type RunConfig } from '../../contract/run-config';
import { parseWorkflow } from '../../language/parse-workflow';
import type { Workflow } from '../../language/workflow';
import type { ReviewedObject } from '../reviewed-object';

/** Files that the pods of a run read from its ConfigMap. */
export interface RunFiles {
  /** The ConfigMap. */
  readonly owner: ReviewedObject;
  readonly workflowText: string;
  readonly workflow: Workflow;
  readonly config: RunConfig;
}

/** The run's files among some objects; undefined if there are none that its pods could read. */
export function runFilesIn(objects: readonly ReviewedObject[]): RunFiles | undefined {
  for (const owner of objects.filter(({ kind }) => kind === 'ConfigMap')) {
    const data = Object(owner.data) as Record<string, unknown>;
    const { 'workflow.yaml': text, 'config.env': env } = data;
    if (typeof text !== 'string' || typeof env !== 'string') continue;
    const config = configIn(env);
    const parsed = parseWorkflow(text, 'workflow.yaml', { profile: config?.profile });
    if (config && parsed.ok) return { owner, workflowText: text, workflow: parsed.workflow, config };
  }
  return undefined;
}

function configIn(text: string): RunConfig | undefined {
  try {
    return parseRunConfig(text);
  } catch {
    return undefined;
  }
}
