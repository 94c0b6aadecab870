import type { ReviewedObject } from '../reviewed-object';
import type { OwnedFields } from './owned-fields';

/** An object as returned by an API server, with the managers of its fields. */
export interface LiveManifest extends ReviewedObject {
  readonly metadata: ReviewedObject['metadata'] & { readonly managedFields?: readonly FieldManager[] };
}

/** A manager of fields of an object. */
export interface FieldManager {
  readonly manager?: string;
  /** Subresource, such as `status`; undefined for the object itself. */
  readonly subresource?: string;
  readonly fieldsV1?: OwnedFields;
}
