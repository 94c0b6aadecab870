import type { Texts } from '../reviewed-object';

/** A label selector, as in Kubernetes' policies. */
export interface LabelSelector {
  readonly matchLabels?: Texts;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Whether a selector matches labels; an empty one matches everything. @throws Error if an operator is unknown. */
export const selects = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Texts): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values = [] }) => fits(operator, labels[key], values));

function fits(operator: string, value: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      throw new Error(`'operator' must be In, NotIn, Exists or DoesNotExist, got ${operator}`);
  }
}
