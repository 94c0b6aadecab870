import { z } from 'zod';
import { choice, mapping } from './mapping';
import { count, flag, globText, patternText, scalar, text, texts } from './rules';

/** `write_file`. */
export const writeFile = mapping('writeFile', {
  path: text('the path of a file').describe('Relative to the checkout, and never out of it.'),
  content: z.string('text'),
  format: choice(['text', 'json', 'yaml']).optional().describe('json, yaml: written with indentation. Default: text.'),
  mode: z
    .string("permissions in quotes, such as '0644'")
    .regex(/^[0-7]{3,4}$/, "permissions in quotes, such as '0644'")
    .optional()
    .describe("Default: '0644'."),
  create_dirs: flag.optional().describe('Make the folders that are missing. Default: false.'),
});

/** `handler`: a form of old versions. */
export const handler = mapping('handler', {
  name: z.enum(['shell', 'claude'], "'shell' or 'claude' (write what others do as a shell command)"),
  attributes: mapping('handlerAttributes', { command: text('a command') }),
});

/** `metadata` of a step with `name` and `args`. */
export const metadata = mapping('metadata', {
  retries: count.optional(),
  timeout: count.optional(),
  continue_on_error: flag.optional(),
  env: z.record(z.string(), scalar, 'a mapping of names to values').optional(),
  commit_required: flag.optional(),
});

/** `outputs` of a step. */
export const outputs = z
  .record(
    z.string(),
    mapping('outputFile', { file_pattern: globText.describe('Glob; without a slash it is for names in any folder.') }),
    'a mapping of names to files',
  )
  .describe('Files that the commits of the step changed, for later steps: ${id.name}.');

const STREAMS = ['stdout', 'stderr', 'exit_code', 'success', 'duration'] as const;
const STREAMS_RULE = `a mapping, or some of ${STREAMS.join(',')}`;

/** `capture_streams`. */
export const captureStreams = z.union(
  [
    z.string().regex(new RegExp(`^\\s*(${STREAMS.join('|')})\\s*(,\\s*(${STREAMS.join('|')})\\s*)*$`), STREAMS_RULE),
    mapping('captureStreams', {
      stdout: flag.optional(),
      stderr: flag.optional(),
      exit_code: flag.optional(),
      success: flag.optional(),
      duration: flag.optional(),
    }),
  ],
  STREAMS_RULE,
);

/** `commit_config`. */
export const commitConfig = mapping('commitConfig', {
  message_template: text('a commit message').optional(),
  message_pattern: patternText.optional().describe('Every message of the step must match it.'),
  sign: flag.optional(),
  author: z
    .string("'Name <address>'")
    .regex(/^[^<>\n]+ <[^<>\s]+>$/, "'Name <address>'")
    .optional(),
  include_files: texts('a glob').optional(),
  exclude_files: texts('a glob').optional(),
  squash: flag.optional(),
});

/** `analysis`: configures a cache that Prodigy no longer has. */
export const analysis = mapping('analysis', { force_refresh: flag.optional(), max_cache_age: z.number().optional() });

const check = mapping('check', {
  command: text('a command'),
  command_type: choice(['shell', 'claude']).optional().describe("Default: claude where it starts with '/'."),
  expect_exit_code: z.int('an exit code').min(0, 'an exit code').max(255, 'an exit code').optional(),
  expect_output: text('text').optional().describe('Regular expression that the output must match.'),
});

const CHECKS_RULE = 'a command or a list of commands';
const checks = z.array(z.union([text('a command'), check], 'a command'), CHECKS_RULE).min(1, CHECKS_RULE);

/** `step_validate`. */
export const stepValidate = z.union(
  [
    text('a command'),
    checks,
    mapping('stepValidate', {
      commands: checks,
      success_criteria: z
        .union([choice(['all', 'any']), mapping('atLeast', { atleast: count })], "'all', 'any' or {atleast: N}")
        .optional(),
      max_attempts: count.optional(),
      retry_delay: z.int('a whole number of seconds from 0').min(0, 'a whole number of seconds from 0').optional(),
    }),
  ],
  'a command, a list of commands or a mapping',
);
