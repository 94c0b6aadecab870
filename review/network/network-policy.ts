import { type ReviewedObject, specOf } from '../reviewed-object';
import { holds } from './address-blocks';
import { ANY, type Endpoint, namespaceLabels, type PodEndpoint, type Ports } from './endpoint';
import { type LabelSelector, selects } from './label-selector';
import { portsBetween } from './port-ranges';

/** The fields of a NetworkPolicy that are read. */
export interface PolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

interface Rule {
  readonly to?: readonly PolicyPeer[];
  readonly from?: readonly PolicyPeer[];
  readonly ports?: readonly {
    readonly protocol?: string;
    readonly port?: number | string;
    readonly endPort?: number;
  }[];
}

interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export type Direction = 'Ingress' | 'Egress';

/**
 * Ports that the NetworkPolicies of a namespace allow between a pod and a peer, in one direction; all if none selects
 * the pod.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function openPorts(
  policies: readonly ReviewedObject[],
  pod: PodEndpoint,
  peer: Endpoint,
  direction: Direction,
): Ports | undefined {
  const about = policies
    .filter(({ metadata }) => metadata.namespace === pod.namespace)
    .map((policy) => specOf(policy) as unknown as PolicySpec)
    .filter((spec) => selects(spec.podSelector ?? {}, pod.labels) && typesOf(spec).includes(direction));
  if (about.length === 0) return undefined;
  const rules = about.flatMap((spec) => (direction === 'Ingress' ? spec.ingress : spec.egress) ?? []);
  return new Set(rules.filter((rule) => isAbout(rule, direction, pod.namespace, peer)).flatMap(portsOf));
}

/** Policy types, with Kubernetes' defaults if the policy names none. */
const typesOf = ({ policyTypes, egress }: PolicySpec): readonly string[] =>
  policyTypes ?? (egress ? ['Ingress', 'Egress'] : ['Ingress']);

/** A rule without peers applies to every peer. */
function isAbout({ to, from }: Rule, direction: Direction, namespace: string, peer: Endpoint): boolean {
  const peers = (direction === 'Ingress' ? from : to) ?? [];
  return peers.length === 0 || peers.some((one) => matches(one, namespace, peer));
}

/** Blocks match addresses outside the cluster, selectors match pods. */
function matches({ ipBlock, podSelector = {}, namespaceSelector }: PolicyPeer, own: string, peer: Endpoint): boolean {
  if (peer.kind === 'address') {
    if (!ipBlock) return false;
    const { cidr, except = [] } = ipBlock;
    return holds(cidr, peer.range) && !except.some((block) => holds(block, peer.range));
  }
  if (ipBlock || peer.kind === 'named') return false;
  const here = namespaceSelector ? selects(namespaceSelector, namespaceLabels(peer.namespace)) : peer.namespace === own;
  return here && selects(podSelector, peer.labels);
}

function portsOf({ ports }: Rule): string[] {
  if (ports === undefined || ports.length === 0) return [ANY];
  return ports.flatMap(({ protocol = 'TCP', port, endPort }) => {
    if (port === undefined) return [`${protocol}/${ANY}`];
    return portsBetween(protocol, port, endPort);
  });
}

/** Every block that the policies mention. */
export const blocksIn = (policies: readonly ReviewedObject[]): string[] =>
  policies
    .map((policy) => specOf(policy) as unknown as PolicySpec)
    .flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress])
    .flatMap(({ to = [], from = [] }) => [...to, ...from])
    .flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : []));
