import { GIT_FIELDS, MERGE_FIELDS } from './git-fields';
import type { Fields } from './known-names';

/* Names that the engine sets, by the place where they have a value. */

type Names = Readonly<Record<string, Fields>>;

const OUTPUT_FIELDS = ['output', 'exit_code', 'success', 'stderr', 'duration'];

/** In every step. */
export const EVERYWHERE: Names = {
  ARG: [],
  PROJECT_ROOT: [],
  WORKTREE: [],
  ITERATION: [],
  PRODIGY_AUTOMATION: [],
  PRODIGY_ARG: [],
  ARG_1: [],
  PRODIGY_WORKTREE: [],
  step: GIT_FIELDS,
  workflow: GIT_FIELDS,
};

/** In the steps of `map`, whose items hold anything. */
export const IN_MAP: Names = { item: 'any', item_id: [], item_json: [], item_index: [], item_total: [] };

/** In the steps of `reduce`. */
export const IN_REDUCE: Names = { map: ['total', 'successful', 'failed', 'skipped', 'results'] };

/** In the steps of `merge`. */
export const IN_MERGE: Names = {
  merge: ['worktree', 'source_branch', 'target_branch', 'session_id', ...MERGE_FIELDS],
};

/** In the template of a commit's message. */
export const IN_MESSAGE: Names = { step: ['name'] };

/** Where steps run for values of a list. */
export const IN_FOREACH: Names = { item: 'any', index: [], total: [] };

/** After a step whose output is kept. */
export const AFTER_OUTPUT: Names = {
  shell: OUTPUT_FIELDS,
  claude: OUTPUT_FIELDS,
  last: OUTPUT_FIELDS,
  CAPTURED_OUTPUT: [],
};

/** In what runs because of how a step ended. */
export const IN_HANDLER: Names = {
  ...AFTER_OUTPUT,
  shell: [...OUTPUT_FIELDS, 'attempt'],
  test: [...OUTPUT_FIELDS, 'attempt'],
  error: ['message', 'exit_code', 'step', 'timestamp'],
  handler: 'any',
  TEST_ATTEMPT: [],
  SHELL_ATTEMPT: [],
};

/** In what completes the work of a step: the result file holds anything. */
export const IN_INCOMPLETE: Names = { ...IN_HANDLER, validation: 'any' };
