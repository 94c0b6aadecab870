import type { LinearPattern } from '../patterns/linear-pattern';
import type { Reference } from '../references';

/** A condition or filter as a tree. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly operand: Expression; readonly values: readonly Literal[] }
  | { readonly kind: 'matches'; readonly operand: Expression; readonly pattern: LinearPattern }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly operands: readonly Expression[] }
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'path'; readonly path: readonly string[]; readonly offset: number }
  | { readonly kind: 'reference'; readonly reference: Reference; readonly offset: number };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Literal = string | number | boolean | null;

/** Functions and their number of operands; `matches` is handled separately. */
export const FUNCTIONS = {
  contains: 2,
  starts_with: 2,
  ends_with: 2,
  is_null: 1,
  is_not_null: 1,
  is_number: 1,
  is_string: 1,
  is_bool: 1,
  is_array: 1,
  is_object: 1,
  length: 1,
} as const;

export type FunctionName = keyof typeof FUNCTIONS;
