import { parseCondition } from '../expressions/condition';
import type { Expression } from '../expressions/expression';
import type { PlacedReference } from './text-references';

/** The references in a condition, including names without `${…}`; empty if it is not a valid condition. */
export function referencesInCondition(text: string): PlacedReference[] {
  const condition = parseCondition(text);
  return condition.ok ? namesIn(condition.value) : [];
}

function namesIn(expression: Expression): PlacedReference[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
    case 'call':
      return expression.operands.flatMap(namesIn);
    case 'not':
    case 'in':
    case 'matches':
      return namesIn(expression.operand);
    case 'compare':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'path': {
      const { path, offset } = expression;
      return [{ reference: { text: path.join('.'), path, filters: [], fallback: undefined }, offset }];
    }
    case 'reference':
      return [expression];
    default:
      return [];
  }
}
