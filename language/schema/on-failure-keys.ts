import { z } from 'zod';
import { choice, type Notes, present } from './mapping';
import { count, flag, text, variableName } from './rules';
import { COMMANDS, IGNORED, oneCommand, pointless, REFUSED } from './step-notes';

const CAPTURE_RULE = 'the name of a variable, or a mapping of names';

/** Keys of `on_failure` in addition to those of a step. */
export const onFailureKeys = {
  strategy: choice(['recovery', 'fallback', 'cleanup', 'custom'])
    .optional()
    .describe('recovery: repair and run the step again; the others do not run it again. Default: recovery.'),
  max_attempts: count.optional().describe('Executions of the step in all. Default: 3, without recovery 1.'),
  max_retries: count.optional().describe("As 'max_attempts'."),
  retry_original: flag.optional().describe("Deprecated: false is 'max_attempts: 1'."),
  fail_workflow: flag.optional().describe('In the end: fail. Default: false, of cleanup true.'),
  commit_required: flag.optional().describe('Warn when the handler makes no commit. Default: true.'),
  handler_failure_fatal: flag.optional().describe('A handler that fails ends the run. Default: false.'),
  capture: z
    .union(
      [
        variableName(CAPTURE_RULE),
        z.record(z.string().regex(/^[A-Za-z_][\w-]*$/, 'a name'), text('text'), CAPTURE_RULE),
      ],
      CAPTURE_RULE,
    )
    .optional()
    .describe("Variables for later steps from the handler's output."),
};

/** Keys that are meaningful without a command. */
const CONTROLS = ['fail_workflow', 'commands'];

/** Checks the keys of `on_failure`: it may have both `shell` and `claude`, which then run in this order. */
export const onFailureNotes: Notes = {
  refused: REFUSED,
  ignored: IGNORED,
  check: (value) => {
    const given = present(value, COMMANDS);
    const both = given.length === 2 && given.includes('shell') && given.includes('claude');
    const controls = given.length === 0 && present(value, CONTROLS).length > 0;
    const clash = given.length > 0 && Object.hasOwn(value, 'commands');
    if (clash)
      return [
        {
          severity: 'error',
          message: `'on_failure' must have one command, got 'commands' and '${given[0]}': add it to 'commands'`,
        },
      ];
    return [...(both || controls ? [] : oneCommand(value, "'on_failure'")), ...pointless(value)];
  },
};
