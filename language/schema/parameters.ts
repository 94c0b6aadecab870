import { z } from 'zod';
import { PARAMETER_TYPES, type ParameterType } from '../model/parameter';
import { mapping, oneOf } from './mapping';
import { flag, note, seconds, text, texts } from './rules';

const TYPE_RULE = oneOf(PARAMETER_TYPES);
const NAME_RULE = 'a name of letters, digits and underscores';

/** `number` and `Number` are equivalent. */
const type = z
  .string(TYPE_RULE)
  .regex(
    new RegExp(
      `^(?:${PARAMETER_TYPES.map((name) => `[${name[0]}${name[0]?.toUpperCase()}]${name.slice(1)}`).join('|')})$`,
    ),
    TYPE_RULE,
  )
  .transform((name) => name.toLowerCase() as ParameterType);

const parameterName = z.string(NAME_RULE).regex(/^[A-Za-z_]\w*$/, NAME_RULE);

const parameter = mapping('parameter', {
  name: parameterName,
  type: type.optional().describe('Default: any.'),
  description: note.optional(),
  default: z.unknown().optional().describe('Value of a run that is given none.'),
  validation: z.string('text').optional().describe('Not evaluated.'),
});

const PARAMETER_RULE = 'a name, or a mapping with one';
const declarations = z.array(z.union([parameterName, parameter], PARAMETER_RULE), 'a list of parameters');

/** `parameters` of a workflow. */
export const parameters = mapping('parameters', {
  required: declarations.optional().describe('A run without a value for one of these is refused.'),
  optional: declarations.optional(),
}).describe('Values that a run is given by name; steps name them ${name}.');

/** `defaults` of a workflow. */
export const defaults = z
  .record(z.string(), z.unknown(), 'a mapping of names to values')
  .describe("Values of parameters that are given none and declare no 'default', else variables: 'env' wins over them.");

const subWorkflow = mapping('subWorkflow', {
  source: text('the path of a workflow file'),
  parameters: z.record(z.string(), z.unknown(), 'a mapping of names to values').optional(),
  inputs: z.record(z.string(), z.string('text'), 'a mapping of names to texts').optional(),
  outputs: texts('a name').optional(),
  parallel: flag.optional(),
  continue_on_error: flag.optional(),
  timeout: seconds.optional(),
  working_dir: text('the path of a folder').optional(),
});

/** `workflows` of a workflow. */
export const workflows = z
  .record(z.string(), subWorkflow, 'a mapping of names to workflows')
  .describe('Other workflows. They are checked, and never run.');
