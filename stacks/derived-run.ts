import { canonicalText, derivedRunId, hashedRunId, PLACEHOLDER_RUN_ID } from '../constructs/run-id';
import type { KubernetesObject } from './kubernetes-object';

/** Placeholder while the id is not known: a valid id that no real run has. */
const STAND_IN = 'stand-in-for-the-id-of-a-run';

/**
 * Derive a run's id from its objects and render it only once: objects depend on the id only by containing it, so the
 * placeholder is replaced afterwards.
 *
 * @param slug of the workflow's name.
 * @param inputs everything that the objects are rendered from; if they contain the placeholder, the run is rendered
 *   for each id instead.
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
