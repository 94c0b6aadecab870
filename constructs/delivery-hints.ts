import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterFacts } from '../contract/cluster-facts';

/**
 * Annotations that GitOps tools need on the objects of a run, by kind. Each tool reads its own.
 *
 * - A Job is created only once: the run changes its size, and a finished Job must stay finished (Flux).
 * - A claim is deleted by the run or by people, never because it is gone from git: it may hold a result that could not
 *   be published (Flux, Argo CD). When the run gives up its claims, the Job owns them, and they are deleted with it.
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

/** Annotate the objects under `scope` if GitOps delivers them. */
export function addDeliveryHints(scope: Construct, delivery: ClusterFacts['delivery']): void {
  if (delivery !== 'gitops') return;
  for (const object of scope.node.findAll().filter(ApiObject.isApiObject))
    for (const [annotation, value] of Object.entries(HINTS[object.kind] ?? {}))
      object.metadata.addAnnotation(annotation, value);
}
