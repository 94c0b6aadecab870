/** An object as it was rendered, plain data; what a check reads of it may be missing or of any form. */
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

/** Texts by name, such as labels. */
export interface Texts {
  readonly [name: string]: string;
}

/** How a finding names an object. */
export const objectName = ({ kind, metadata }: ReviewedObject): string => `${kind}/${metadata.name}`;

/** What the checks read of a Job. */
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

/** The spec of an object; empty where it has none. */
export function specOf({ spec }: ReviewedObject): Readonly<Record<string, unknown>> {
  return typeof spec === 'object' && spec !== null ? (spec as Record<string, unknown>) : {};
}
