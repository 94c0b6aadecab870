// npm run schema: write the JSON Schema of workflow files for editors, generated from the schemas that check them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workflowJsonSchemaText } from '../language/schema/json-schema';

writeFileSync(join(__dirname, '..', 'docs', 'workflow.schema.json'), workflowJsonSchemaText());
