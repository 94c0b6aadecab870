import { z } from 'zod';
import { bareList, mapReduceFile, standardFile } from './workflow-file';

/**
 * The format as a JSON Schema (draft 7, which editors support), generated from the schemas that files are checked
 * against. Small grammars (conditions, times, patterns) are plain strings in it.
 */
export function workflowJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(z.union([bareList, standardFile, mapReduceFile]), {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema, zodSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type === 'object' && jsonSchema.additionalProperties === undefined)
        jsonSchema.additionalProperties = false;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (def.type === 'record' && Object.keys(jsonSchema.propertyNames ?? {}).length === 1)
        delete jsonSchema.propertyNames;
    },
  });
  const { $schema, ...rest } = schema;
  return { $schema, title: 'Prodigy workflow', ...rest };
}

/** The same as the content of a file. */
export const workflowJsonSchemaText = (): string => `${JSON.stringify(workflowJsonSchema(), null, 2)}\n`;
