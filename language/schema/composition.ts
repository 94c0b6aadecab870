import { z } from 'zod';
import { mapping } from './mapping';
import { text, whole } from './rules';

const anyValues = z.record(z.string(), z.unknown(), 'a mapping of names to values');

const NAME_RULE = 'a name (letters, digits, _ and -)';

/** Keys that refer to other files; `composeWorkflow` replaces them by those files. */
export const compositionKeys = {
  imports: z
    .array(
      mapping('import', {
        path: text('the path of a workflow file').describe('From this file, or from the top of the repository.'),
        alias: z
          .string(NAME_RULE)
          .regex(/^[A-Za-z_][\w-]*$/, NAME_RULE)
          .optional()
          .describe("Only the file's 'workflows' come in, as alias.name."),
        selective: z
          .array(
            z.union([whole, text('a name, or the number of a step')], 'a name, or the number of a step'),
            'a list of names',
          )
          .optional()
          .describe('Only these: steps by number, id or name, workflows and parameters by name.'),
      }),
      'a list of files',
    )
    .optional()
    .describe("Files whose steps run after this one's."),
  extends: text('the name or path of a workflow file')
    .optional()
    .describe('File that this one is laid over; a name is looked up here, in bases/, templates/ and workflows/.'),
  template: mapping('template', {
    name: text('a name').optional(),
    source: z.union(
      [
        text('the name or path of a workflow file'),
        mapping('templateFile', { file: text('the path of a workflow file') }),
      ],
      'the name or path of a workflow file',
    ),
    with: anyValues.optional().describe('Values for its parameters.'),
    override: anyValues.optional().describe('Fields to replace: keys, or paths such as commands[0].timeout.'),
  })
    .optional()
    .describe("File whose steps run after this one's, with values for its parameters."),
};

/** Keys of a file that refer to other files. */
export const COMPOSITION = Object.keys(compositionKeys);

/** The part of a file that refers to other files. */
export const compositionPart = mapping('composition', compositionKeys);
