import { z } from 'zod';
import type { Place } from './place';
import { count, flag, seconds, text } from './rules';

const CAPTURE_RULE = 'true, false or the name of a variable (letters, digits, _, - and dots)';

const shape = z.object({
  shell: text('a shell command').optional(),
  claude: text('the text for Claude').optional(),
  name: text('a label').optional(),
  description: z.string('text').optional(),
  commit_required: flag.default(false),
  capture_output: z
    .union([z.boolean(), z.string().regex(/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/, CAPTURE_RULE)], CAPTURE_RULE)
    .default(false),
  timeout: seconds.optional(),
  on_failure: z.unknown().optional(),
});

/** One step, in every phase. */
export const stepPlace = {
  shape,
  unsupported: [
    // Other commands.
    ...['test', 'foreach', 'write_file', 'analyze', 'goal_seek', 'command', 'handler', 'args', 'options', 'metadata'],
    // Outputs.
    ...['id', 'outputs', 'analysis', 'capture', 'capture_format', 'capture_streams', 'output_file'],
    // Control flow.
    ...['when', 'retry', 'on_success', 'on_exit_code'],
    // Checks.
    ...['validate', 'step_validate', 'skip_validation', 'validation_timeout', 'ignore_validation_failure'],
    // Surroundings and commits.
    ...['env', 'working_dir', 'auto_commit', 'commit_config'],
  ],
} satisfies Place;

const onFailureShape = z.object({
  shell: text('a shell command').optional(),
  claude: text('the text for Claude').optional(),
  description: z.string('text').optional(),
  max_attempts: count.default(3),
  fail_workflow: flag.default(false),
  commit_required: flag.default(true),
});

/** `on_failure` as a mapping. */
export const onFailurePlace = {
  shape: onFailureShape,
  unsupported: [
    ...['commands', 'strategy', 'timeout', 'capture', 'handler_failure_fatal', 'retry_original', 'max_retries'],
    ...stepPlace.unsupported.filter((key) => key !== 'capture'),
    ...['capture_output', 'on_failure', 'name', 'continue_on_error'],
  ],
} satisfies Place;
