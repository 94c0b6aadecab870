import { workflowJsonSchemaText } from '../../language/schema/json-schema';
import type { Terminal } from '../terminal';

/** Print the JSON Schema of workflow files, for editors and external checks. */
export function printSchema(terminal: Terminal): void {
  terminal.out(workflowJsonSchemaText());
}
