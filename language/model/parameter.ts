/** Types that a parameter may be declared with. */
export const PARAMETER_TYPES = ['string', 'number', 'boolean', 'array', 'object', 'any'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** A named value that is passed to a run of the workflow. */
export interface ParameterDeclaration {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string | undefined;
  /** Whether a run without a value for it is refused. */
  readonly required: boolean;
  /** Value used if a run passes none; undefined: no default. */
  readonly default: unknown;
}
