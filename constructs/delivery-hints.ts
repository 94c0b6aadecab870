import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterFacts } from '../contract/cluster-facts';

/**
 * What tools that keep a desired state must know of a run, by kind. Each tool reads its own annotations.
 *
 * - A Job is created once: the run changes its size and its end is an end (Flux).
 * - A claim is deleted by the run or by people, never because it is gone from git: it may hold a result that could
 *   not be published (Flux, Argo CD). Where the run gives its claims up, the Job owns them and takes them along.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
const HINTS: Readonly<Record<string, { readonly [annotation: string]: string }>> = {
  Job: { 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' },
  PersistentVolumeClaim: {
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    'argocd.argoproj.io/sync-options': 'Prune=false',
  },
};

/** Annotate the objects under `scope` for whoever delivers them. */
export function addDeliveryHints(scope: Construct, delivery: ClusterFacts['delivery']): void {
  if (delivery !== 'gitops') return;
  for (const object of scope.node.findAll().filter(ApiObject.isApiObject))
    for (const [annotation, value] of Object.entries(HINTS[object.kind] ?? {}))
      object.metadata.addAnnotation(annotation, value);
}
