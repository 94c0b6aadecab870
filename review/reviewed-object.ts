/** A rendered object as plain data; fields that checks read may be missing or of any type. */
export interface ReviewedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Texts;
    readonly annotations?: Texts;
  };
  readonly [field: string]: unknown;
}

/** Strings by name, such as labels. */
export interface Texts {
  readonly [name: string]: string;
}

/** An object's name in findings. */
export const objectName = ({ kind, metadata }: ReviewedObject): string => `${kind}/${metadata.name}`;

/** The fields of a Job that the checks read. */
export interface JobSpec {
  readonly completionMode?: string;
  readonly completions?: number;
  readonly parallelism?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
}

/** The spec of a Job; undefined for every other kind. */
export const jobSpecOf = (object: ReviewedObject): JobSpec | undefined =>
  object.kind === 'Job' ? (specOf(object) as JobSpec) : undefined;

/** The spec of an object; empty if it has none. */
export function specOf({ spec }: ReviewedObject): Readonly<Record<string, unknown>> {
  return typeof spec === 'object' && spec !== null ? (spec as Record<string, unknown>) : {};
}
