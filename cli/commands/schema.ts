import { workflowJsonSchemaText } from '../../language/schema/json-schema';
import type { Terminal } from '../terminal';

/** Print the JSON Schema of workflow files, for editors and checks outside of them. */
export function printSchema(terminal: Terminal): void {
  terminal.out(workflowJsonSchemaText());
}
