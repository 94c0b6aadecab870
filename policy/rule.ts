/** A resource as the engine passes it to a policy pack. */
export interface CheckedResource {
  /** Token of its class, such as `kubernetes:batch/v1:Job`. */
  readonly type: string;
  readonly name: string;
  /** Its inputs; values that are secret or not known yet may be missing. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly options: {
    /** Whether the engine refuses an `up` or `destroy` that would delete it. */
    readonly protect?: boolean;
  };
}

/** One policy: a pure function of the resources. */
export interface Rule {
  /** Short, lower case: the name by which enforcement is configured. */
  readonly name: string;
  /** One sentence, shown with a violation. */
  readonly description: string;
  /** Whether a violation stops an `up`, by default; users of the pack may override it. */
  readonly enforcement: 'mandatory' | 'advisory';
  /** `'<what>' must <rule>, got <value>: <way out>`, one for each violation. */
  violations(resource: CheckedResource, all: readonly CheckedResource[]): readonly string[];
}

/** The Kubernetes kind; undefined for any other resource. */
export function kindOf({ type }: CheckedResource): string | undefined {
  return type.startsWith('kubernetes:') ? type.split(':')[2] : undefined;
}

/** The fields of an object; empty if it is none. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
