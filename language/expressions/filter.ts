import { type Parsed, parsing } from '../parsed';
import { isTrue } from './compare';
import { evaluate } from './evaluate';
import type { Expression } from './expression';
import { fieldOf } from './field-path';
import { readExpression } from './parser';

/** Whether to keep an item, given as JSON. */
export type Filter = (data: unknown) => boolean;

/**
 * Parse a filter of work items, such as `severity in ['high', 'critical'] && !contains(path, 'test')`.
 *
 * - Fields are dotted and indexed (`location.lines[0]`), with or without `item.`; text is quoted.
 * - `!`, `== = != < <= > >= in matches contains`, `NOT`, `&& AND`, `|| OR`, in descending order of precedence.
 * - Numbers compare numerically, text by its characters; values of different types are neither equal nor ordered. A
 *   comparison with a missing field is false, even with `!=`.
 * - `is_null(x)` and `x == null` hold for null and missing fields, `is_not_null(x)` and `x != null` for all others.
 * - `matches` finds its pattern anywhere in the text; see `LinearPattern`.
 */
export function parseFilter(text: string): Parsed<Filter> {
  const parsed = parsing(text, () => readExpression(text, 'fields'));
  return parsed.ok ? { ok: true, value: filterOf(parsed.value) } : parsed;
}

const filterOf =
  (expression: Expression): Filter =>
  (data) =>
    isTrue(
      evaluate(expression, {
        comparing: 'typed',
        valueOf: (named) => (named.kind === 'path' ? fieldOf(data, named.path) : undefined),
      }),
    );
