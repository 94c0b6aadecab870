import { z } from 'zod';
import type { ClusterFacts } from '../contract/cluster-facts';
import { MAX_RUN_ID_LENGTH, RUN_ID_PATTERN } from '../contract/names';

/**
 * Ids of the runs of one workflow, by target. While an id is in the lock, the manifests in its folder are kept byte for
 * byte; only `prodigy-k8s renew` changes it.
 */
export type RunLock = ReadonlyMap<string, string>;

/** Path of a workflow's lock from the project's root. */
export const runLockFile = (workflow: string): string => `workflows/${workflow}/run.lock`;

/** Whether a target's runs are locked: where nobody submits runs, committing manifests starts them. */
export const isLocked = ({ delivery }: Pick<ClusterFacts, 'delivery'>): boolean => delivery !== 'cli';

const schema = z.record(z.string(), z.string().max(MAX_RUN_ID_LENGTH).regex(RUN_ID_PATTERN));

/**
 * Read a lock: JSON, target → run id.
 *
 * @param file its name, for messages.
 * @throws Error naming the file and the invalid part.
 */
export function parseRunLock(text: string, file: string): RunLock {
  const result = schema.safeParse(parsed(text, file));
  if (result.success) return new Map(Object.entries(result.data));
  const [issue] = result.error.issues;
  throw new Error(`'${[file, ...(issue?.path ?? [])].join('.')}' must be a run id by target: ${WAY_OUT}`);
}

/** A lock as committed: one line per target, so a new run changes one line. */
export const runLockText = (lock: RunLock): string =>
  `${JSON.stringify(Object.fromEntries([...lock].sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`;

/** @throws Error if a lock names a target whose runs are not locked. */
export function checkRunLock(lock: RunLock, workflow: string, clusters: readonly ClusterFacts[]): void {
  const known = clusters.filter(isLocked).map(({ name }) => name);
  const other = [...lock.keys()].find((name) => !known.includes(name));
  if (other !== undefined)
    throw new Error(
      `'${runLockFile(workflow)}' must name targets that gitops or pulumi delivers to (${known.join(', ')}), ` +
        `got ${other}: remove its line`,
    );
}

const WAY_OUT = 'restore it from git, or remove it and create it again with prodigy-k8s renew';

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`'${file}' must be JSON, got ${(error as Error).message}: ${WAY_OUT}`);
  }
}
