import { type Parsed, parsing } from '../parsed';
import type { Scope } from '../scope';
import { isTrue } from './compare';
import { evaluate } from './evaluate';
import type { Expression } from './expression';
import { readExpression } from './parser';

/** What `when` says, as a tree: values are looked up in it, and never become part of its text. */
export type Condition = Expression;

/**
 * A condition such as `${tests.exit_code} == 0 && ${branch} == 'main'`.
 *
 * - Names stand in `${…}`, alone (`${a.b}`, `${a|default:x}`) or as a whole expression (`${a == 'x' && b}`), or without
 *   them left of an operator (`a == 'x'`). Text stands in quotes.
 * - Operators and functions are those of filters.
 * - A name that nothing set makes its comparison false, `!=` too; alone it is false, as are null, false, 0, '', 'false'
 *   and '0'.
 * - Beside a number or a truth value, text that is one compares as one, since captured output is text; `<`, `<=`, `>`
 *   and `>=` compare two texts as numbers where both are.
 */
export const parseCondition = (text: string): Parsed<Condition> =>
  parsing(text, () => readExpression(text, 'references'));

/** Whether a condition is met. Never throws. */
export function holds(condition: Condition, scope: Scope): boolean {
  const value = evaluate(condition, {
    comparing: 'captured',
    valueOf: (named) => (named.kind === 'path' ? scope.lookup(named.path) : scope.valueOf(named.reference)),
  });
  return isTrue(value);
}
