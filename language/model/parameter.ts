/** Kinds of values that a parameter may be declared to have. */
export const PARAMETER_TYPES = ['string', 'number', 'boolean', 'array', 'object', 'any'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** A value that a run of the workflow is given by name. */
export interface ParameterDeclaration {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string | undefined;
  /** Whether a run without a value for it is refused. */
  readonly required: boolean;
  /** Value of a run that is given none; undefined: there is none. */
  readonly default: unknown;
}
