import type { Amounts } from './pods';
import { type ReviewedObject, specOf } from './reviewed-object';

/** The fields of a claim that the checks read. */
export interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: Amounts };
}

/** Identical claims of one object. */
export interface Claims {
  readonly owner: ReviewedObject;
  /** Name of the claim, or of the template that it is created from. */
  readonly name: string;
  readonly spec: ClaimSpec;
  /** Number of claims. */
  readonly count: number;
}

/** Every claim, including those that a StatefulSet creates from its templates. */
export const claimsOf = (objects: readonly ReviewedObject[]): Claims[] =>
  objects.flatMap((owner) => {
    if (owner.kind === 'PersistentVolumeClaim')
      return { owner, name: owner.metadata.name, spec: specOf(owner), count: 1 };
    const { volumeClaimTemplates = [], replicas = 1 } = specOf(owner) as {
      volumeClaimTemplates?: readonly { metadata: { name: string }; spec: ClaimSpec }[];
      replicas?: number;
    };
    return volumeClaimTemplates.map(({ metadata, spec }) => ({ owner, name: metadata.name, spec, count: replicas }));
  });
