import { z } from 'zod';
import { parseDuration } from '../duration';
import { parseCondition } from '../expressions/condition';
import { parseFieldPath } from '../expressions/field-path';
import { parseFilter } from '../expressions/filter';
import { parseSortBy } from '../expressions/sort-by';
import type { Parsed } from '../parsed';
import { compileGlob } from '../patterns/glob';
import { compilePattern } from '../patterns/linear-pattern';

/* Schemas of single values. Each has its rule as the error text, which completes "'<key>' must be …". */

/** Text of a command or label. NUL cannot be passed to a process. */
export const text = (rule: string) =>
  z
    .string(rule)
    .regex(/\S/, rule)
    .refine((value) => !value.includes('\0'), `${rule}, without NUL characters`);

/** Any text, even `''`. */
export const note = z.string('text').describe('For people: no meaning.');

/** `true` or `false`. */
export const flag = z.boolean('true or false');

/** A positive integer. */
export const count = z.int('a whole number from 1').min(1, 'a whole number from 1');

/** A non-negative integer. */
export const whole = z.int('a whole number from 0').min(0, 'a whole number from 0');

/** A time limit. */
export const seconds = z.int('a whole number of seconds from 1').min(1, 'a whole number of seconds from 1');

/** A fraction, from 0 to 1. */
export const ratio = z.number('a number from 0 to 1').min(0, 'a number from 0 to 1').max(1, 'a number from 0 to 1');

/** A fraction in percent. */
export const percentage = z
  .number('a percentage from 0 to 100')
  .min(0, 'a percentage from 0 to 100')
  .max(100, 'a percentage from 0 to 100');

/** A number, boolean or text: the type of variables and arguments. */
export const scalar = z.union([z.string(), z.number(), z.boolean()], 'text, a number, true or false');

const SETTING = /^\s*(\d+|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})\s*$/;

/** A number from 1, or `$NAME` of a variable in `env` that contains one. */
export function setting(rule: string) {
  const either = `${rule}, or '$NAME' of a variable in 'env'`;
  return z.union([z.int(either).min(1, either), z.string().regex(SETTING, either)], either);
}

const NAME_RULE = 'a name (letters, digits, _, - and dots)';

/** Name by which later steps refer to a value: `log`, `build.log`. */
export const variableName = (rule = NAME_RULE) => z.string(rule).regex(/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/, rule);

/** A list of texts. */
export const texts = (rule: string) => z.array(text(rule), `a list (${rule} each)`);

/** Text in a small grammar. The grammar's own message says what is wrong, and where. */
export const grammar = <Value>(rule: string, parse: (text: string) => Parsed<Value>) =>
  z.string(rule).check((context) => {
    const parsed = parse(context.value);
    if (parsed.ok) return;
    const { message, offset } = parsed;
    context.issues.push({ code: 'custom', message, params: { offset }, input: context.value });
  });

/** A time such as `30s`. */
export const duration = grammar('a time such as 30s, 1m 30s or 500ms', (value) => parseDuration(value, 'refused'));

/** A condition on values of the run. */
export const condition = grammar('a condition', parseCondition);

/** A regular expression. */
export const patternText = grammar('a regular expression', compilePattern);

/** A condition on items. */
export const filterText = grammar('a condition on items', parseFilter);

/** An order of items. */
export const sortByText = grammar('an order of items', parseSortBy);

/** A field of items. */
export const fieldPath = grammar('a field of items', parseFieldPath);

/** A pattern of file paths. */
export const globText = grammar('a glob', compileGlob);
