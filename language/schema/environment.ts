import { z } from 'zod';
import { mapping, present, type Remark } from './mapping';
import { condition, flag, note, scalar, text } from './rules';

const FORMS = [['value'], ['command'], ['condition', 'when_true', 'when_false']];
const FORM_RULE = "'value', 'command', or 'condition' with 'when_true' and 'when_false'";

function oneForm(value: Readonly<Record<string, unknown>>): readonly Remark[] {
  const given = FORMS.filter((keys) => present(value, keys).length > 0);
  const complete = given.filter((keys) => present(value, keys).length === keys.length);
  if (given.length === 1 && complete.length === 1) return [];
  const got = given.flat().filter((key) => Object.hasOwn(value, key));
  return [
    { severity: 'error', message: `a variable as a mapping must have ${FORM_RULE}, got ${got.join(', ') || 'none'}` },
  ];
}

/** A variable that is more than plain text. */
const computed = mapping(
  'variable',
  {
    value: scalar.optional().describe('As it is written; with secret, ${NAME} alone says where it is, as in secrets.'),
    secret: flag.optional().describe('Mask the value wherever the run prints it. Default: false.'),
    command: text('a shell command').optional().describe('The value is what this command prints.'),
    cache: flag.optional().describe('Run the command once and remember. Default: false.'),
    condition: condition.optional(),
    when_true: scalar.optional(),
    when_false: scalar.optional(),
  },
  { check: oneForm },
);

const VALUE_RULE = 'text, a number, true or false';

/** Value of a variable. */
export const envValue = z.union([z.string(), z.number(), z.boolean(), computed], VALUE_RULE);

/** `env` of a workflow. */
export const env = z
  .record(z.string(), envValue, 'a mapping of names to values')
  .describe('Variables exported to every step.');

/** `env` of a step. */
export const stepEnv = z
  .record(z.string(), scalar, 'a mapping of names to values')
  .describe("Variables of this step only; they win over the workflow's.");

const PROVIDER_RULE =
  "'env' or 'file' (a value that Vault or a cloud keeps becomes a Secret of the cluster: name that with --secret)";

const secretSource = mapping('secret', {
  provider: z.enum(['env', 'file'], PROVIDER_RULE),
  key: text('the name of a variable, or the path of a file').describe('Name of the variable, or path of the file.'),
  version: scalar.optional().describe('Means nothing for variables and files.'),
});

/** `secrets` of a workflow. */
export const secrets = z
  .record(
    z.string(),
    z.union([text('the name of an environment variable'), secretSource], 'the name of an environment variable'),
    'a mapping of names to where their values are',
  )
  .describe('Variables whose values are read when the run starts, and masked.');

/** `env_files` of a workflow. */
export const envFiles = z
  .array(text('the path of a file'), 'a list of paths')
  .describe("Files of NAME=value lines; 'env' wins over them.");

/** `profiles` of a workflow. */
export const profiles = z
  .record(
    z.string(),
    z.object({ description: note.optional() }, 'a mapping of names to values').catchall(envValue),
    'a mapping of profiles',
  )
  .describe('Sets of variables that a run may choose one of by name.');
