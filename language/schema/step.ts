import { z } from 'zod';
import { mapping } from './mapping';
import { onFailureKeys, onFailureNotes } from './on-failure-keys';
import type { RawHandlerStep, RawOnFailure, RawOnIncomplete, RawStepForm, RawSteps, RawValidate } from './raw-step';
import { count, flag, note, percentage, scalar, seconds, text } from './rules';
import { flatKeys } from './step-keys';
import { STEP_NOTES } from './step-notes';

/* Steps contain steps: recursive schemas are lazy, with types from `raw-step.ts`. */

const STEP_RULE = 'a mapping, or the text of a slash command';
const SOME_STEPS = 'a list with at least one step';

/** A step: a mapping, or the text of a slash command. */
export const step: z.ZodType<RawStepForm> = z.lazy(() =>
  z.union([text('the text of a slash command'), stepMapping], STEP_RULE),
);

/** A list with at least one step. */
export const someSteps = z.array(step, SOME_STEPS).min(1, SOME_STEPS);

/** A list that may be empty. */
export const anySteps = z.array(step, 'a list of steps');

const steps: z.ZodType<RawSteps> = z.lazy(() =>
  z.union([text('a command'), stepMapping, someSteps], 'a step or a list of steps'),
);

const handlerStep: z.ZodType<RawHandlerStep> = z.lazy(() =>
  z.union([text('a command'), handlerMapping], 'a command or a mapping'),
);

const HANDLER_RULE = 'a list with at least one command';
const handlerSteps = z.array(handlerStep, HANDLER_RULE).min(1, HANDLER_RULE);

const onFailure: z.ZodType<RawOnFailure> = z.lazy(() =>
  z.union(
    [z.boolean(), text('a command'), handlerSteps, onFailureMapping],
    'true, false, a command, a list of commands or a mapping',
  ),
);

const foreach = mapping('foreach', {
  foreach: z
    .union([text('a list, or a command that prints one'), z.array(scalar)], 'a list, or a command that prints one')
    .describe('The values, or a shell command that prints one per line.'),
  do: someSteps.describe('Steps for each value; they may name ${item}, ${index} and ${total}.'),
  parallel: z
    .union([z.boolean(), count], 'true, false or a whole number from 1')
    .optional()
    .describe('Values at once; true: 10. Default: one after the other.'),
  continue_on_error: flag.optional().describe('Go on with other values where one has failed. Default: false.'),
  max_items: count.optional().describe('Only so many values, the first.'),
});

const onIncomplete: z.ZodType<string | readonly RawHandlerStep[] | RawOnIncomplete> = z.lazy(() =>
  z.union([text('a command'), handlerSteps, onIncompleteMapping], 'a command, a list of commands or a mapping'),
);

const validate: z.ZodType<RawValidate> = z.lazy(() =>
  z.union([someSteps, validateMapping], 'a list of steps or a mapping'),
);

const nestedKeys = {
  foreach: foreach.optional().describe('Run steps once per value.'),
  test: mapping('test', { command: text('a shell command'), on_failure: onFailure.optional() })
    .optional()
    .describe("Deprecated: 'shell' with 'on_failure'."),
  on_success: steps.optional().describe('Run after the step succeeded.'),
  on_exit_code: z
    .record(z.string().regex(/^\d{1,3}$/, 'an exit code'), steps, 'a mapping of exit codes to steps')
    .optional()
    .describe('Run after the command ended with that code.'),
  validate: validate.optional().describe('How complete the work of the step must be.'),
};

const stepMapping = mapping(
  'step',
  { ...flatKeys, ...nestedKeys, on_failure: onFailure.optional().describe('What happens when the step fails.') },
  STEP_NOTES,
);

const handlerMapping = mapping(
  'handlerStep',
  {
    ...flatKeys,
    ...nestedKeys,
    on_failure: onFailure.optional(),
    continue_on_error: flag.optional().describe('Go on with the next command where this one fails. Default: false.'),
  },
  STEP_NOTES,
);

const onFailureMapping = mapping(
  'onFailure',
  { ...flatKeys, ...nestedKeys, on_failure: onFailure.optional(), ...onFailureKeys, commands: handlerSteps.optional() },
  onFailureNotes,
);

const onIncompleteMapping = mapping('onIncomplete', {
  shell: text('a shell command').optional(),
  claude: text('the text for Claude').optional(),
  commands: handlerSteps.optional(),
  prompt: note.optional(),
  description: note.optional(),
  max_attempts: count.optional().describe('Rounds of completing and validating. Default: 2.'),
  fail_workflow: flag.optional().describe('Still incomplete in the end: fail. Default: true.'),
  commit_required: flag.optional().describe('Each round must make a commit. Default: false.'),
});

const validateMapping = mapping('validate', {
  shell: text('a shell command').optional(),
  claude: text('the text for Claude').optional(),
  command: text('a command').optional().describe("An old form of 'shell'."),
  commands: someSteps.optional(),
  result_file: text('the path of a file').optional().describe('File that holds the result as JSON. Default: stdout.'),
  threshold: percentage.optional().describe('Percentage from which the work is complete. Default: 100.'),
  timeout: seconds.optional(),
  expected_schema: z.unknown().optional(),
  description: note.optional(),
  on_incomplete: onIncomplete.optional().describe('How to complete the work. Default: the step fails.'),
});
