// Prints the digest of everything that is rendered anew, with facts and workflows in the order that is asked for.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { runFiles } from '../../stacks/app';
import { readProject } from '../../stacks/project';

/** The same value with the keys of every mapping the other way round. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== 'object' || value === null || value instanceof Map) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)])) as T;
}

/** Digest of the next run of every workflow for every target. */
export function digest(shuffled: boolean): string {
  const { clusters, workflows, images } = readProject(join(__dirname, '../..'));
  const order = shuffled ? reversed : <T>(value: T): T => value;
  const files = clusters.flatMap((cluster) =>
    workflows.flatMap((workflow) => [
      ...runFiles({ ...order(workflow), lock: workflow.lock }, order(cluster), order(images)),
    ]),
  );
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}

if (require.main === module) process.stdout.write(digest(process.argv[2] === 'shuffled'));
