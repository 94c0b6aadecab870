import { GIT_FIELDS, MERGE_FIELDS } from './git-fields';
import type { Fields } from './known-names';

/* Names that the engine sets, by where they are available. */

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

/** In the steps of `map`; an item may contain anything. */
export const IN_MAP: Names = { item: 'any', item_id: [], item_json: [], item_index: [], item_total: [] };

/** In the steps of `reduce`. */
export const IN_REDUCE: Names = { map: ['total', 'successful', 'failed', 'skipped', 'results'] };

/** In the steps of `merge`. */
export const IN_MERGE: Names = {
  merge: ['worktree', 'source_branch', 'target_branch', 'session_id', ...MERGE_FIELDS],
};

/** In the template of a commit message. */
export const IN_MESSAGE: Names = { step: ['name'] };

/** In steps that run for each value of a list. */
export const IN_FOREACH: Names = { item: 'any', index: [], total: [] };

/** After a step whose output is captured. */
export const AFTER_OUTPUT: Names = {
  shell: OUTPUT_FIELDS,
  claude: OUTPUT_FIELDS,
  last: OUTPUT_FIELDS,
  CAPTURED_OUTPUT: [],
};

/** In steps that run depending on how a step ended. */
export const IN_HANDLER: Names = {
  ...AFTER_OUTPUT,
  shell: [...OUTPUT_FIELDS, 'attempt'],
  test: [...OUTPUT_FIELDS, 'attempt'],
  error: ['message', 'exit_code', 'step', 'timestamp'],
  handler: 'any',
  TEST_ATTEMPT: [],
  SHELL_ATTEMPT: [],
};

/** In `on_incomplete`; the result file may contain anything. */
export const IN_INCOMPLETE: Names = { ...IN_HANDLER, validation: 'any' };
