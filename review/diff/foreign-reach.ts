import { Component, Label } from '../../contract/labels';
import { LINK_LOCAL, NODE_LOCAL_DNS } from '../../contract/run-flows';
import { holds } from '../network/address-blocks';
import { wholePort } from '../network/cilium-requests';
import { ANY, type PodEndpoint } from '../network/endpoint';
import type { ReviewedObject } from '../reviewed-object';
import { isPolicy, linesOf, type Opened, podReaches } from './reach';

/**
 * Connections of a run's pods that no run setting opens: on any port, to the cloud's metadata service, and with pods
 * outside the run. Needs no base to compare with. One line each, as in `widerReach`.
 */
export function foreignReach(objects: readonly ReviewedObject[]): string[] {
  const pods = objects.filter((object) => !isPolicy(object));
  const spaces = [...new Set(objects.map(({ metadata }) => metadata.namespace))];
  const foreign = podReaches([...pods, ...spaces.map(closed)], objects).map(({ pod, out, inward, met }) => ({
    pod,
    met,
    out: out.filter(isForeignTo(pod)),
    inward: inward.filter(isForeignTo(pod)),
  }));
  return linesOf(foreign);
}

const closed = (namespace: string | undefined): ReviewedObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'closed', namespace },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
});

const isForeignTo =
  ({ namespace, labels }: PodEndpoint) =>
  ({ peer, port }: Opened): boolean => {
    const whole = wholePort(port);
    if (whole === ANY || whole.endsWith(`/${ANY}`)) return true;
    switch (peer.kind) {
      case 'pod':
        if (peer.namespace !== namespace) return true;
        if (peer.labels[Label.COMPONENT] === Component.REPOSITORY_CACHE) return false;
        return peer.labels[Label.RUN_ID] !== labels[Label.RUN_ID];
      case 'address':
        return holds(LINK_LOCAL, peer.range) && !holds(NODE_LOCAL_DNS, peer.range);
      case 'named':
        return true;
    }
  };
