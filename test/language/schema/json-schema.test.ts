import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workflowJsonSchemaText } from '../../../language/schema/json-schema';

test('the committed schema is what the checks are made of', () => {
  // Changed on purpose? npm run schema, then review the diff.
  const committed = readFileSync(join(__dirname, '../../../docs/workflow.schema.json'), 'utf8');
  expect(committed).toBe(workflowJsonSchemaText());
});
