import { canonicalText, derivedRunId, hashedRunId, PLACEHOLDER_RUN_ID } from '../constructs/run-id';
import type { KubernetesObject } from './kubernetes-object';

/** Id of the objects while theirs is not known: a legal one that nobody gives a run. */
const STAND_IN = 'stand-in-for-the-id-of-a-run';

/**
 * A run named by its objects, rendered once. Objects depend on the id in nothing but that they hold it, so another one
 * takes the place of the stand-in afterwards.
 *
 * @param slug of the workflow's name.
 * @param inputs everything that the objects are rendered from: where the stand-in is among it, the run is rendered for
 *   each of its ids.
 * @param objectsOf renders the objects for an id.
 */
export function derivedRun(
  slug: string,
  inputs: unknown,
  objectsOf: (runId: string) => KubernetesObject[],
): { runId: string; objects: KubernetesObject[] } {
  if (JSON.stringify(inputs).includes(STAND_IN)) {
    const runId = derivedRunId(slug, objectsOf(PLACEHOLDER_RUN_ID));
    return { runId, objects: objectsOf(runId) };
  }
  const texts = objectsOf(STAND_IN).map((object) => canonicalText(object).split(STAND_IN));
  const named = (id: string) => texts.map((pieces) => pieces.join(id));
  const runId = hashedRunId(slug, named(PLACEHOLDER_RUN_ID));
  return { runId, objects: named(runId).map((text) => JSON.parse(text)) };
}
