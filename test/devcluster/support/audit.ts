import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AUDIT_LOG } from '../../../devcluster/audit';
import type { Live } from '../../cluster/support/kubectl';

/** All that the API server has logged of requests, also in files that it has closed. */
export function auditText(): string {
  const folder = dirname(AUDIT_LOG);
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
}

/** The requests that were about an object, the oldest first. */
export function auditOf(resource: string, namespace: string, name: string): Live[] {
  const lines = auditText().split('\n');
  return lines
    .filter((line) => line.includes(`"${name}"`))
    .map((line) => JSON.parse(line))
    .filter(({ objectRef: at }) => at?.resource === resource && at.namespace === namespace && at.name === name);
}
