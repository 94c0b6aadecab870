import { SecretKey } from '../contract/paths';
import { usesClaude } from '../language/uses-claude';
import type { Workflow } from '../language/workflow';
import type { Credentials } from './credentials';

/**
 * Whether agents call Claude: because a step does, or because the run has Claude's key, so that the leader may have it
 * merge items that conflict. A workflow without items has nothing to merge.
 */
export const asksClaude = (workflow: Workflow, credentials: Credentials | undefined): boolean =>
  usesClaude(workflow) || (workflow.mode === 'mapreduce' && credentials?.provides(SecretKey.CLAUDE_API_KEY) === true);
