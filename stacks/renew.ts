import type { ClusterFacts } from '../contract/cluster-facts';
import type { Images } from '../contract/images';
import { type LoadedWorkflow, renderBundled, runFiles } from './app';
import type { Tree } from './manifest-folder';
import { isLocked, type RunLock } from './run-lock';

/** The result of renewing a workflow for some targets. */
export interface Renewal {
  /** Run ids by target, in the order of the targets; before and after are equal if nothing changed. */
  readonly changes: readonly { readonly target: string; readonly before: string | undefined; readonly after: string }[];
  /** The files of the new runs, by their path under `manifests/`. */
  readonly files: Tree;
  readonly lock: RunLock;
}

/** Which runs to renew. */
export interface RenewalRequest {
  readonly workflow: LoadedWorkflow;
  readonly targets: readonly ClusterFacts[];
  /** Whether an unchanged run is run once more, under its id with a suffix -2 to -9. @default false */
  readonly again?: boolean;
}

/**
 * Render the next runs of a workflow for targets whose runs are locked.
 *
 * @throws Error if a run cannot be rendered, or has already run nine times.
 */
export function renewal(request: RenewalRequest, images: Images): Renewal {
  const { workflow, targets, again = false } = request;
  const files = new Map<string, string>();
  const lock = new Map(workflow.lock);
  const changes = targets.map((cluster) => {
    const before = workflow.lock.get(cluster.name);
    const fresh = renderBundled(workflow, cluster, images).runId;
    const after = nextId(fresh, before, again);
    // Even if nothing changed: equal ids mean equal files, and this repairs a damaged folder.
    for (const [path, text] of runFiles(workflow, cluster, images, after)) files.set(path, text);
    lock.set(cluster.name, after);
    return { target: cluster.name, before, after };
  });
  return { changes, files, lock };
}

/**
 * The targets to renew.
 *
 * @throws Error listing the known targets if none or an unknown one is named.
 */
export function renewedTargets(clusters: readonly ClusterFacts[], name?: string, all = false): readonly ClusterFacts[] {
  const lockable = clusters.filter(isLocked);
  if (all && name === undefined) return lockable;
  const found = lockable.find((cluster) => cluster.name === name);
  if (found && !all) return [found];
  const known = lockable.map((cluster) => cluster.name).join(', ');
  const got = all ? 'both --target and --all' : (name ?? 'nothing');
  throw new Error(`'--target' must be one of ${known}, got ${got}: name one, or renew every one with --all`);
}

function nextId(fresh: string, before: string | undefined, again: boolean): string {
  const same = before?.replace(/-[2-9]$/, '') === fresh;
  if (!same) return fresh;
  if (!again) return before!;
  const round = Number(before!.slice(fresh.length + 1) || 1) + 1;
  if (round > 9) throw new Error(`run ${fresh} has run nine times: change its workflow, its settings or its images`);
  return `${fresh}-${round}`;
}
