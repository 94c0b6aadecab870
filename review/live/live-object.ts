import type { ReviewedObject } from '../reviewed-object';
import type { OwnedFields } from './owned-fields';

/** An object as an API server gives it, with who set which of its fields. */
export interface LiveManifest extends ReviewedObject {
  readonly metadata: ReviewedObject['metadata'] & { readonly managedFields?: readonly FieldManager[] };
}

/** Whoever set fields of an object. */
export interface FieldManager {
  readonly manager?: string;
  /** Such as `status`; undefined for the object itself. */
  readonly subresource?: string;
  readonly fieldsV1?: OwnedFields;
}
