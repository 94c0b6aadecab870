import { query } from 'jsonpath-rfc9535';
import { z } from 'zod';
import type { Place } from './place';
import { count, text } from './rules';
import { topLevel, unsupportedTopLevel } from './standard';

/** Top of a MapReduce workflow. */
export const mapReducePlace = {
  shape: z.object({
    ...topLevel,
    setup: z.unknown().optional(),
    map: z.unknown().optional(),
    reduce: z.unknown().optional(),
  }),
  unsupported: [
    ...unsupportedTopLevel,
    ...['error_policy', 'on_item_failure', 'continue_on_failure', 'max_failures', 'failure_threshold'],
    'error_collection',
  ],
  misplaced: { commands: "belongs to standard files: remove 'mode: mapreduce', or move its steps to 'setup'" },
} satisfies Place;

const PARALLEL_RULE = "a whole number from 1, or '$NAME' of a variable in 'env'";

/** A JSONPath expression that RFC 9535 knows; '' is the same as none. */
const jsonPath = z.string('a JSONPath expression').refine(isJsonPath, 'a JSONPath expression (RFC 9535)');

/** `map`. */
export const mapPlace = {
  shape: z.object({
    input: text('a file or a shell command that prints the items'),
    json_path: jsonPath.optional(),
    max_parallel: z
      .union(
        [
          z.int(PARALLEL_RULE).min(1, PARALLEL_RULE),
          z.string().regex(/^(\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}|[1-9]\d*)$/, PARALLEL_RULE),
        ],
        PARALLEL_RULE,
      )
      .optional(),
    max_items: count.optional(),
    description: z.string('text').optional(),
    agent_template: z.unknown().optional(),
  }),
  unsupported: ['filter', 'sort_by', 'offset', 'distinct', 'agent_timeout_secs', 'timeout_config'],
} satisfies Place;

/** `setup`, `reduce`, `merge` or `agent_template` as a mapping instead of a list. */
export const phasePlace = {
  shape: z.object({ commands: z.unknown().optional(), description: z.string('text').optional() }),
  unsupported: ['timeout', 'capture_outputs'],
} satisfies Place;

function isJsonPath(expression: string): boolean {
  if (expression === '') return true;
  try {
    query(null, expression);
    return true;
  } catch {
    return false;
  }
}
