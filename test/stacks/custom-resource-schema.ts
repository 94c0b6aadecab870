import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CUSTOM_RESOURCES } from '../../tools/custom-resources';

/** A structural schema of Kubernetes, as in a CustomResourceDefinition. */
interface StructuralSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly nullable?: boolean;
  readonly anyOf?: readonly unknown[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
}

interface Definition {
  readonly spec: {
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: StructuralSchema };
    }[];
  };
}

/** JSON schema of a custom resource, strict; undefined where no known operator serves this version of it. */
export function customResourceSchema(apiVersion: string, kind: string): object | undefined {
  const [group, version] = apiVersion.split('/');
  const served = definitionOf(group as string, kind)?.spec.versions.find(
    ({ name, served }) => name === version && served,
  );
  return served && strict(served.schema.openAPIV3Schema);
}

/** Definitions are long: only the one that names the kind is parsed. */
function definitionOf(group: string, kind: string): Definition | undefined {
  const text = definitionText(group, kind);
  return text === undefined ? undefined : (parse(text) as Definition);
}

/** The CustomResourceDefinition of a kind, as its operator brings it; undefined where no known operator has it. */
export function definitionText(group: string, kind: string): string | undefined {
  if (!existsSync(CUSTOM_RESOURCES))
    throw new Error(`'${CUSTOM_RESOURCES}' must be there, got nothing: jest's global set-up fetches it`);
  return readdirSync(CUSTOM_RESOURCES)
    .filter((file) => file.startsWith(`${group}_`))
    .map((file) => readFileSync(join(CUSTOM_RESOURCES, file), 'utf8'))
    .find((text) => text.includes(`\n    kind: ${kind}\n`));
}

/**
 * The rules for structural schemas, in the words of JSON schema: fields that are not named are unknown. What stands
 * under allOf, anyOf, oneOf and not only restricts values, so it stays as it is.
 */
function strict(schema: StructuralSchema): object {
  const { properties, additionalProperties, items } = schema;
  return {
    ...schema,
    ...(schema.type && { type: schema.nullable ? [schema.type, 'null'] : schema.type }),
    ...(schema['x-kubernetes-int-or-string'] && !schema.anyOf && { type: ['integer', 'string'] }),
    ...(properties && { properties: { ...objectFields(schema), ...mapped(properties) } }),
    ...(properties && !schema['x-kubernetes-preserve-unknown-fields'] && { additionalProperties: false }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: strict(additionalProperties) }),
    ...(items && { items: strict(items) }),
  };
}

const mapped = (properties: Readonly<Record<string, StructuralSchema>>) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, isMetadata(name, inner) ? inner : strict(inner)]),
  );

/** Metadata of an object is described by Kubernetes, not by the definition. */
const isMetadata = (name: string, { type, properties }: StructuralSchema) =>
  name === 'metadata' && type === 'object' && !properties;

const objectFields = (schema: StructuralSchema) =>
  schema['x-kubernetes-embedded-resource'] ? { apiVersion: {}, kind: {}, metadata: {} } : {};
