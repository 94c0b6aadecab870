import { type Comparing, compares, isTrue } from './compare';
import type { Expression } from './expression';
import { callFunction } from './functions';

/** The values of names, and how values compare. */
export interface Context {
  readonly comparing: Comparing;
  /** The value of a name; undefined if it is not set. */
  valueOf(named: Expression & { kind: 'path' | 'reference' }): unknown;
}

/** The value of an expression. Never throws. */
export function evaluate(expression: Expression, context: Context): unknown {
  const read = (part: Expression): unknown => evaluate(part, context);
  switch (expression.kind) {
    case 'and':
      return expression.operands.every((operand) => isTrue(read(operand)));
    case 'or':
      return expression.operands.some((operand) => isTrue(read(operand)));
    case 'not':
      return !isTrue(read(expression.operand));
    case 'compare': {
      const { left, operator, right } = expression;
      return compares(read(left), operator, read(right), context.comparing);
    }
    case 'in': {
      const value = read(expression.operand);
      return value !== undefined && expression.values.some((known) => compares(value, '==', known, context.comparing));
    }
    case 'matches': {
      const value = read(expression.operand);
      return typeof value === 'string' && expression.pattern.foundIn(value);
    }
    case 'call':
      return callFunction(expression.name, expression.operands.map(read));
    case 'literal':
      return expression.value;
    default:
      return context.valueOf(expression);
  }
}
