import { z } from 'zod';
import { stepEnv } from './environment';
import { choice } from './mapping';
import { retry } from './retry';
import { condition, flag, note, scalar, seconds, text, variableName } from './rules';
import {
  analysis,
  captureStreams,
  commitConfig,
  handler,
  metadata,
  outputs,
  stepValidate,
  writeFile,
} from './step-parts';

const CAPTURE_RULE = 'true, false or the name of a variable (letters, digits, _, - and dots)';

/** Keys of a step that contain no other steps. */
export const flatKeys = {
  name: text('a label').optional().describe('For people and messages.'),
  description: note.optional(),
  shell: text('a shell command').optional().describe('A command for sh.'),
  claude: text('the text for Claude').optional().describe('What Claude is told, such as a slash command.'),
  write_file: writeFile.optional().describe('Write a file of the checkout.'),
  command: text('a command for Claude').optional().describe("An old form of 'claude'."),
  handler: handler.optional().describe("An old form of 'shell' and 'claude'."),
  args: z.array(scalar, 'a list of texts').optional().describe('Arguments of the slash command that name names.'),
  options: z.record(z.string(), scalar, 'a mapping').optional().describe('Options of that command.'),
  metadata: metadata.optional(),
  id: variableName().optional().describe("Name under which later steps find 'outputs'."),
  outputs: outputs.optional(),
  analysis: analysis.optional(),
  when: condition.optional().describe("Run the step only where this holds, such as ${passed} == 'true'."),
  capture: variableName().optional().describe('Name under which later steps find the output.'),
  capture_output: z
    .union([z.boolean(), variableName(CAPTURE_RULE)], CAPTURE_RULE)
    .optional()
    .describe('Keep the output as ${shell.output} or ${claude.output}, and under the name given. Default: false.'),
  capture_format: choice(['string', 'json', 'lines', 'number', 'boolean']).optional().describe('Default: string.'),
  capture_streams: captureStreams.optional(),
  output_file: text('the path of a file').optional().describe('Write stdout to this file too.'),
  timeout: seconds.optional().describe('Seconds until the step is stopped.'),
  working_dir: text('the path of a folder').optional().describe('Folder that it runs in, relative to the checkout.'),
  env: stepEnv.optional(),
  commit_required: flag.optional().describe('The step must make a commit, else it fails. Default: false.'),
  auto_commit: flag.optional().describe('Commit what the step left uncommitted. Default: false.'),
  commit_config: commitConfig.optional(),
  retry: retry.optional().describe('Run it again by itself before on_failure.'),
  step_validate: stepValidate.optional().describe('Commands that must pass after it.'),
  skip_validation: flag.optional(),
  validation_timeout: seconds.optional(),
  ignore_validation_failure: flag.optional(),
};
