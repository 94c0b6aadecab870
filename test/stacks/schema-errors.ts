import { existsSync, readFileSync } from 'node:fs';
import Ajv, { type Options, type ValidateFunction } from 'ajv/dist/2020';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { type KubernetesVersion, strictSchemas } from '../../tools/kubernetes-schemas';
import { customResourceSchema } from './custom-resource-schema';

interface Definition {
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Formats of Kubernetes' schemas that say more than the type does. */
const FORMATS = {
  int32: { type: 'number', validate: (value: number) => Number.isInteger(value) && Math.abs(value) < 2 ** 31 },
  int64: { type: 'number', validate: Number.isSafeInteger },
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
} as const;

/**
 * What an API server of a version of Kubernetes would refuse in an object: unknown and missing fields, wrong types.
 * Rules that no schema holds (names, references, CEL) are not among it. Custom resources are held against the
 * definitions of their operators.
 *
 * @returns one line per error, `<path> <rule>`, and the field that is unknown; empty where the object is valid.
 */
export function schemaErrors(object: KubernetesObject, version: KubernetesVersion): string[] {
  const schemas = schemasOf(version);
  const validate = schemas.ofKind(object);
  if (validate) return errors(validate, object);
  const custom = customValidator(object);
  if (!custom)
    return [`${object.apiVersion} ${object.kind} must be a kind of Kubernetes ${version} or of a known operator`];
  // The API server fills in defaults before it looks, so the validator does too: on a copy.
  return [...errors(custom, structuredClone(object)), ...errors(schemas.metadata, object.metadata, '/metadata')];
}

const loaded = new Map<KubernetesVersion, ReturnType<typeof loadSchemas>>();

/** A validator is compiled when its kind is first seen: a version has hundreds, runs use a dozen. */
function schemasOf(version: KubernetesVersion): ReturnType<typeof loadSchemas> {
  const schemas = loaded.get(version) ?? loadSchemas(version);
  loaded.set(version, schemas);
  return schemas;
}

function loadSchemas(version: KubernetesVersion) {
  const file = strictSchemas(version);
  if (!existsSync(file)) throw new Error(`'${file}' must be there, got nothing: jest's global set-up fetches it`);
  const document = JSON.parse(readFileSync(file, 'utf8')) as { $defs: Record<string, Definition> };
  const names = new Map(
    Object.entries(document.$defs).flatMap(([name, definition]) =>
      (definition['x-kubernetes-group-version-kind'] ?? []).map(
        ({ group, version: of, kind }) => [`${group ? `${group}/` : ''}${of} ${kind}`, name] as const,
      ),
    ),
  );
  const ajv = newAjv({ inlineRefs: false }).addSchema(document, 'schemas');
  const compiled = (name: string) => ajv.getSchema(`schemas#/$defs/${name}`) as ValidateFunction;
  return {
    metadata: compiled(OBJECT_META),
    ofKind({ apiVersion, kind }: KubernetesObject): ValidateFunction | undefined {
      const name = names.get(`${apiVersion} ${kind}`);
      return name === undefined ? undefined : compiled(name);
    },
  };
}

const custom = new Map<string, ValidateFunction | undefined>();

function customValidator({ apiVersion, kind }: KubernetesObject): ValidateFunction | undefined {
  const key = `${apiVersion} ${kind}`;
  if (!custom.has(key)) {
    const schema = customResourceSchema(apiVersion, kind);
    custom.set(key, schema && newAjv({ useDefaults: true }).compile(schema));
  }
  return custom.get(key);
}

// The schemas are Kubernetes' own: their extensions, and patterns written for Go, are no mistakes of ours.
const newAjv = (options: Options): Ajv =>
  new Ajv({
    strict: false,
    logger: false,
    validateSchema: false,
    allErrors: true,
    unicodeRegExp: false,
    formats: FORMATS,
    ...options,
  });

function errors(validate: ValidateFunction, value: unknown, path = ''): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [`${path}${instancePath}`, message, params.additionalProperty].filter((word) => word !== undefined).join(' '),
  );
}
