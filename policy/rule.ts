/** A resource as the engine shows it to a policy pack. */
export interface CheckedResource {
  /** Token of its class, such as `kubernetes:batch/v1:Job`. */
  readonly type: string;
  readonly name: string;
  /** Its inputs; what is not known yet or secret may be missing. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly options: {
    /** Whether an `up` or `destroy` that would delete it is refused. */
    readonly protect?: boolean;
  };
}

/** One promise about resources, a function of them alone. */
export interface Rule {
  /** Short, lower case: enforcement is set by it. */
  readonly name: string;
  /** One sentence for people who read a violation. */
  readonly description: string;
  /** Whether a violation stops an `up`; whoever enables the pack may say otherwise. */
  readonly enforcement: 'mandatory' | 'advisory';
  /** `'<what>' must <rule>, got <value>: <way out>`, one for each violation. */
  violations(resource: CheckedResource, all: readonly CheckedResource[]): readonly string[];
}

/** The kind of an object; undefined where a resource is none of Kubernetes. */
export function kindOf({ type }: CheckedResource): string | undefined {
  return type.startsWith('kubernetes:') ? type.split(':')[2] : undefined;
}

/** A group of fields; empty where there is none. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
