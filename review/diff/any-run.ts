import { APP, Label } from '../../contract/labels';
import { COMPONENT_OF, type RunPod } from '../../contract/run-flows';
import type { LabelSelector } from '../network/label-selector';
import { type ReviewedObject, specOf } from '../reviewed-object';

const PODS: readonly RunPod[] = ['agent', 'workspace', 'queue'];

/**
 * Stand-ins for runs that policies outside any run may apply to, since such a policy may open what each run's own
 * policies close: for each namespace with policies, a generic run and one for every run id that a policy selects.
 */
export function anyRuns(objects: readonly ReviewedObject[]): ReviewedObject[][] {
  const policies = objects.filter(({ kind }) => kind.endsWith('NetworkPolicy'));
  const namespaces = new Set(policies.flatMap(({ metadata: { namespace } }) => namespace ?? []));
  const ids = new Set(['any', ...policies.flatMap(runsSelected)]);
  return [...namespaces].flatMap((namespace) => [...ids].map((id) => standIn(namespace, id)));
}

function runsSelected(policy: ReviewedObject): string[] {
  const { podSelector, endpointSelector } = specOf(policy) as Readonly<Record<string, LabelSelector | undefined>>;
  return [podSelector, endpointSelector].flatMap((selector) => selector?.matchLabels?.[Label.RUN_ID] ?? []);
}

function standIn(namespace: string, id: string): ReviewedObject[] {
  const named = { [Label.APP]: APP, [Label.NAME]: APP, [Label.PART_OF]: APP, [Label.INSTANCE]: id, [Label.RUN_ID]: id };
  const pods = PODS.map((pod) => {
    const labels = { ...named, [Label.COMPONENT]: COMPONENT_OF[pod] };
    const spec = { template: { metadata: { labels }, spec: {} } };
    return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: pod, namespace, labels }, spec };
  });
  const spec = { podSelector: { matchLabels: { [Label.RUN_ID]: id } }, policyTypes: ['Ingress', 'Egress'] };
  const metadata = { name: 'default-deny of any run', namespace };
  return [...pods, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }];
}
