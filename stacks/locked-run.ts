import { parse } from 'yaml';
import { derivedRunId, PLACEHOLDER_RUN_ID } from '../constructs/run-id';
import { Label } from '../contract/labels';
import type { KubernetesObject } from './kubernetes-object';
import { KUSTOMIZATION } from './kustomization';
import type { Tree } from './manifest-folder';

/** A run whose manifests stay as they were committed. */
export interface LockedRun {
  readonly workflow: string;
  readonly target: string;
  readonly runId: string;
}

/**
 * The committed files of a locked run, by their path under `manifests/`.
 *
 * @throws Error if they are missing, belong to another run, or were edited after they were rendered.
 */
export function lockedFiles(committed: Tree, run: LockedRun): Tree {
  const folder = `${run.target}/${run.workflow}/`;
  const files = new Map([...committed].filter(([path]) => path.startsWith(folder)));
  const fault = faultOf(files, run.runId);
  if (fault === undefined) return files;
  throw new Error(
    `'manifests/${folder.slice(0, -1)}' must hold the run ${run.runId}, got ${fault}: restore it from git, ` +
      `or start a new run with prodigy-k8s renew ${run.workflow} --target ${run.target}`,
  );
}

/** The objects in a folder of manifests. */
export const objectsIn = (files: Tree): KubernetesObject[] =>
  [...files].filter(([path]) => !path.endsWith(`/${KUSTOMIZATION}`)).map(([, text]) => parse(text));

function faultOf(files: Tree, runId: string): string | undefined {
  if (files.size === 0) return 'nothing';
  const objects = objectsIn(files);
  const other = objects.find(({ metadata }) => metadata.labels?.[Label.RUN_ID] !== runId);
  if (other) return `${other.metadata.labels?.[Label.RUN_ID] ?? 'an object of no run'}`;
  return isAsRendered(objects, runId) ? undefined : 'files that somebody edited';
}

/** The id is derived from what was rendered; a suffix `-2` to `-9` marks another run of the same. */
function isAsRendered(objects: readonly KubernetesObject[], runId: string): boolean {
  const anonymous = JSON.parse(JSON.stringify(objects).replaceAll(runId, PLACEHOLDER_RUN_ID));
  const slug = objects[0]?.metadata.labels?.[Label.WORKFLOW] ?? '';
  const derived = derivedRunId(slug, anonymous);
  return runId === derived || (runId.startsWith(`${derived}-`) && /^-[2-9]$/.test(runId.slice(derived.length)));
}
