import { query } from 'jsonpath-rfc9535';
import { z } from 'zod';
import { choice, mapping } from './mapping';
import { count, fieldPath, filterText, note, patternText, seconds, setting, sortByText, text, whole } from './rules';
import { anySteps, someSteps } from './step';

const PHASE_SECONDS = setting('a whole number of seconds from 1');

const phaseKeys = {
  timeout: PHASE_SECONDS.optional().describe('Seconds that the phase may take as a whole.'),
  description: note.optional(),
};

/** `merge`. */
export const merge = z
  .union(
    [someSteps, mapping('merge', { commands: someSteps, ...phaseKeys })],
    'a list of steps, or a mapping with commands',
  )
  .describe('Steps that replace the plain merge into the target branch.');

/** `reduce`. */
export const reduce = z
  .union(
    [anySteps, mapping('reduce', { commands: anySteps, ...phaseKeys })],
    'a list of steps, or a mapping with commands',
  )
  .describe('Steps that run once, after the branches of the items were merged.');

const OUTPUT_RULE = 'the number of a step from 0, or a mapping';

const captureOutput = mapping('captureOutput', {
  command_index: whole.describe('Number of the step, from 0.'),
  source: choice(['stdout', 'stderr', 'both', 'combined']).optional().describe('Default: stdout.'),
  pattern: patternText.optional().describe('Regular expression; its first group is taken.'),
  json_path: text('a path of names with dots').optional().describe('Path into the output as JSON, such as a.b.0.'),
  max_size: count.optional().describe('Most bytes that are looked at. Default: 1048576.'),
  default: z.string('text').optional().describe('Taken where pattern or path find nothing.'),
  multiline: choice(['preserve', 'join', 'first_line', 'last_line', 'array']).optional().describe('Default: preserve.'),
});

/** `setup`. */
export const setup = z
  .union(
    [
      anySteps,
      mapping('setup', {
        commands: anySteps,
        ...phaseKeys,
        capture_outputs: z
          .record(z.string(), z.union([whole, captureOutput], OUTPUT_RULE), 'a mapping of names to outputs')
          .optional()
          .describe('Variables that the phase leaves to map, reduce and merge.'),
      }),
    ],
    'a list of steps, or a mapping with commands',
  )
  .describe('Steps that run once, before the items are read.');

/** An RFC 9535 JSONPath expression; '' is the same as none. */
const jsonPath = z.string('a JSONPath expression').refine(isJsonPath, 'a JSONPath expression (RFC 9535)');

const AGENT_SECONDS = setting('a whole number of seconds from 1');

const timeoutConfig = mapping('timeoutConfig', {
  agent_timeout_secs: AGENT_SECONDS.optional(),
  command_timeouts: z.record(z.string(), seconds, 'a mapping of commands to seconds').optional(),
  timeout_policy: choice(['per_agent', 'per_command', 'hybrid', 'PerAgent', 'PerCommand', 'Hybrid']).optional(),
  timeout_action: choice([
    'dlq',
    'skip',
    'fail',
    'graceful_terminate',
    'Dlq',
    'Skip',
    'Fail',
    'GracefulTerminate',
  ]).optional(),
  cleanup_grace_period_secs: whole.optional().describe('Seconds between SIGTERM and SIGKILL. Default: 30.'),
  enable_monitoring: z.boolean('true or false').optional(),
});

/** `map`. */
export const map = mapping('map', {
  input: text('a file or a shell command that prints the items'),
  json_path: jsonPath.optional().describe('Which values of the document are items.'),
  agent_template: z
    .union(
      [someSteps, mapping('agentTemplate', { commands: someSteps, description: note.optional() })],
      'a list with at least one step',
    )
    .describe('Steps that run for each item; they may name ${item}.'),
  max_parallel: setting('a whole number from 1').optional().describe('Items at once. Default: 10.'),
  filter: filterText.optional().describe("Only items for which this holds, such as priority == 'high'."),
  sort_by: sortByText.optional().describe('Order of the items, such as score DESC NULLS LAST, name.'),
  distinct: fieldPath.optional().describe('Of items with equal values in this field only the first.'),
  offset: whole.optional().describe('Leave out so many items, the first. Default: 0.'),
  max_items: count.optional().describe('Only so many items.'),
  agent_timeout_secs: AGENT_SECONDS.optional().describe('Seconds that an item may take.'),
  timeout_config: timeoutConfig.optional(),
  description: note.optional(),
});

function isJsonPath(expression: string): boolean {
  if (expression === '') return true;
  try {
    query(null, expression);
    return true;
  } catch {
    return false;
  }
}
