import { z } from 'zod';
import { nearestName } from '../nearest-name';
import { type Notes, notes } from '../schema/mapping';
import type { YamlPath } from '../yaml/plain-value';
import type { Report } from './report';

/** Whether a value is a mapping, not a list or scalar. */
export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Report every key that the schema does not know, refuses or has a note about. */
export function checkKeys(report: Report, schema: z.core.$ZodType, value: unknown, path: YamlPath): void {
  if (typeof value !== 'object' || value === null) return;
  const form = formFor(schema, value);
  if (form instanceof z.ZodArray && Array.isArray(value)) {
    for (const [index, entry] of value.entries()) checkKeys(report, form.element, entry, [...path, index]);
  } else if (form instanceof z.ZodRecord && isMapping(value)) {
    for (const [key, entry] of Object.entries(value)) {
      checkName(report, key, [...path, key]);
      checkKeys(report, form.valueType, entry, [...path, key]);
    }
  } else if (form instanceof z.ZodObject && isMapping(value)) checkMapping(report, form, value, path);
}

/** The schema for this kind of value, unwrapped. */
function formFor(schema: z.core.$ZodType, value: object): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional) return formFor(schema.unwrap(), value);
  // Cached; `unwrap` would build it anew for each step.
  if (schema instanceof z.ZodLazy) return formFor(schema._zod.innerType, value);
  if (!(schema instanceof z.ZodUnion)) return schema;
  const forms = schema.options.map((option) => formFor(option, value));
  return forms.find((form) => (Array.isArray(value) ? form instanceof z.ZodArray : isOfMappings(form)));
}

const isOfMappings = (form: z.core.$ZodType | undefined): boolean =>
  form instanceof z.ZodObject || form instanceof z.ZodRecord;

function checkMapping(report: Report, schema: z.ZodObject, value: Record<string, unknown>, path: YamlPath): void {
  const about = notes.get(schema) ?? {};
  for (const [key, entry] of Object.entries(value)) {
    const inner = [...path, key];
    const known = Object.hasOwn(schema.shape, key) ? schema.shape[key] : schema.def.catchall;
    if (known === undefined) unknownKey(report, key, inner, schema, about);
    else {
      if (schema.def.catchall !== undefined) checkName(report, key, inner);
      checkKeys(report, known, entry, inner);
    }
  }
  for (const { severity, message, key } of about.check?.(value) ?? []) {
    if (severity === 'warning') report.warning(message, key === undefined ? path : [...path, key]);
    else report.error(message, key === undefined ? path : [...path, key]);
  }
}

function unknownKey(report: Report, key: string, path: YamlPath, schema: z.ZodObject, about: Notes): void {
  const refused = ownText(about.refused, key);
  if (refused !== undefined) report.error(`'${key}' ${refused}`, path, 'key');
  if (refused !== undefined || report.isFull('warning')) return;
  const near = nearestName(key, [...Object.keys(schema.shape), ...Object.keys(about.refused ?? {})]);
  const hint = near === undefined ? 'the format has no such key here' : `did you mean '${near}'?`;
  report.warning(`unknown key '${key}' is ignored: ${ownText(about.ignored, key) ?? hint}`, path);
}

const ownText = (texts: Readonly<Record<string, string>> | undefined, key: string): string | undefined =>
  texts !== undefined && Object.hasOwn(texts, key) ? texts[key] : undefined;

/** JavaScript would not keep an entry with this name. */
function checkName(report: Report, name: string, path: YamlPath): void {
  if (name === '__proto__') report.error("a name must not be '__proto__': choose another name", path, 'key');
}
