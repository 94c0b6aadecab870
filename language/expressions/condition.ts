import { type Parsed, parsing } from '../parsed';
import type { Scope } from '../scope';
import { isTrue } from './compare';
import { evaluate } from './evaluate';
import type { Expression } from './expression';
import { readExpression } from './parser';

/** A parsed `when`: values are looked up in this tree and never become part of its text. */
export type Condition = Expression;

/**
 * Parse a condition such as `${tests.exit_code} == 0 && ${branch} == 'main'`.
 *
 * - Names are written as `${…}`: alone (`${a.b}`, `${a|default:x}`) or as a whole expression (`${a == 'x' && b}`), or
 *   bare to the left of an operator (`a == 'x'`). Text is quoted.
 * - Operators and functions are those of filters.
 * - A comparison with a name that is not set is false, even with `!=`; such a name alone is false, as are null,
 *   false, 0, '', 'false' and '0'.
 * - Compared with a number or boolean, text that is one counts as one, since captured output is text; `<`, `<=`, `>`
 *   and `>=` compare two texts as numbers if both are.
 */
export const parseCondition = (text: string): Parsed<Condition> =>
  parsing(text, () => readExpression(text, 'references'));

/** Whether a condition is true. Never throws. */
export function holds(condition: Condition, scope: Scope): boolean {
  const value = evaluate(condition, {
    comparing: 'captured',
    valueOf: (named) => (named.kind === 'path' ? scope.lookup(named.path) : scope.valueOf(named.reference)),
  });
  return isTrue(value);
}
