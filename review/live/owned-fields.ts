import { Label } from '../../contract/labels';
import type { FieldManager } from './live-object';

/**
 * Fields owned by a manager, in the API server's format: `f:name` is a field, `k:{…}` a list member by its keys, `v:…`
 * one by its value; an empty set means the whole value.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export interface OwnedFields {
  readonly [step: string]: OwnedFields;
}

/** The fields that the delivering tool owns: it is recognised by owning this project's labels. */
export function deliveredFields(managers: readonly FieldManager[] = []): OwnedFields {
  return managers
    .filter(({ subresource, fieldsV1 }) => subresource === undefined && isDeliverer(fieldsV1))
    .reduce<OwnedFields>((all, { fieldsV1 = {} }) => union(all, fieldsV1), {});
}

const isDeliverer = (fields: OwnedFields | undefined): boolean => {
  const labels = fields?.['f:metadata']?.['f:labels'] ?? {};
  return `f:${Label.NAME}` in labels || `f:${Label.RUN_ID}` in labels;
};

const union = (one: OwnedFields, other: OwnedFields): OwnedFields =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((step) => [
      step,
      union(one[step] ?? {}, other[step] ?? {}),
    ]),
  );

/** Whether a value is owned as a whole, with everything in it. */
export const isWhole = (owned: OwnedFields): boolean => Object.keys(owned).every((step) => step === '.');

/** Whether a list member is owned, by its keys or its value. */
export const ownsMember = (owned: OwnedFields, member: unknown): boolean =>
  Object.keys(owned).some((step) => {
    if (step.startsWith('v:')) return step === `v:${JSON.stringify(member)}`;
    if (!step.startsWith('k:')) return false;
    const keys: Record<string, unknown> = JSON.parse(step.slice(2));
    return Object.entries(keys).every(([key, value]) => Object(member)[key] === value);
  });
