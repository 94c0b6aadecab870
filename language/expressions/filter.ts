import { type Parsed, parsing } from '../parsed';
import { isTrue } from './compare';
import { evaluate } from './evaluate';
import type { Expression } from './expression';
import { fieldOf } from './field-path';
import { readExpression } from './parser';

/** Tells whether an item, as JSON, is wanted. */
export type Filter = (data: unknown) => boolean;

/**
 * A filter of work items, such as `severity in ['high', 'critical'] && !contains(path, 'test')`.
 *
 * - Fields are dotted and indexed (`location.lines[0]`), with or without `item.`; text stands in quotes.
 * - `!`, `== = != < <= > >= in matches contains`, `NOT`, `&& AND`, `|| OR`: what stands first binds closest.
 * - Values compare by type: numbers numerically, text by its characters; different types are neither equal nor in
 *   order. A comparison with a missing field is false, `!=` too.
 * - `is_null(x)` and `x == null` hold for null and for missing fields, `is_not_null(x)` and `x != null` for all others.
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
