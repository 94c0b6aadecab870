import { type ReviewedObject, specOf } from '../reviewed-object';
import { portsOf } from './cilium-ports';
import { blocksOf, type CiliumRule, ciliumLabels, hostsOf, isAbout, isEntity, namedPeers } from './cilium-rule';
import type { Endpoint, NamedEndpoint, PodEndpoint, Ports } from './endpoint';
import { type LabelSelector, selects } from './label-selector';
import type { Direction } from './network-policy';

/** The fields of a CiliumNetworkPolicy that are read. */
interface CiliumSpec {
  readonly endpointSelector?: LabelSelector;
  readonly ingress?: readonly CiliumRule[];
  readonly egress?: readonly CiliumRule[];
  readonly ingressDeny?: readonly CiliumRule[];
  readonly egressDeny?: readonly CiliumRule[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
}

/** What Cilium's policies allow between a pod and a peer. */
export interface CiliumVerdict {
  /** Whether anything that no policy allows is denied. */
  readonly closes: boolean;
  readonly allowed: Ports;
  /** Denied, even if another policy allows it. */
  readonly denied: Ports;
}

/**
 * What the Cilium policies of a namespace allow between a pod and a peer, in one direction.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 */
export function openByCilium(
  policies: readonly ReviewedObject[],
  pod: PodEndpoint,
  peer: Endpoint,
  direction: Direction,
): CiliumVerdict {
  const about = policies
    .filter(({ metadata }) => metadata.namespace === pod.namespace)
    .flatMap(specsOf)
    .filter(({ endpointSelector = {} }) => selects(endpointSelector, ciliumLabels(pod.labels, pod.namespace)))
    .map((spec) => sectionsOf(spec, direction));
  const ports = (rules: readonly CiliumRule[]): Ports =>
    new Set(rules.filter((rule) => isAbout(rule, pod.namespace, peer)).flatMap(portsOf));
  return {
    closes: about.some(({ closes }) => closes),
    allowed: ports(about.flatMap(({ allow }) => allow)),
    denied: ports(about.flatMap(({ deny }) => deny)),
  };
}

/** A policy has one spec or a list of them. */
const specsOf = (policy: ReviewedObject): CiliumSpec[] => [
  specOf(policy) as unknown as CiliumSpec,
  ...((policy as { readonly specs?: readonly CiliumSpec[] }).specs ?? []),
];

/** A policy denies a direction by default if it has rules for it, unless `enableDefaultDeny` says otherwise. */
function sectionsOf({ ingress, egress, ingressDeny, egressDeny, enableDefaultDeny }: CiliumSpec, way: Direction) {
  const [allow = [], deny = [], said] =
    way === 'Egress'
      ? [egress, egressDeny, enableDefaultDeny?.egress]
      : [ingress, ingressDeny, enableDefaultDeny?.ingress];
  return { allow, deny, closes: said ?? allow.length + deny.length > 0 };
}

/** Every block, host name and other peer that the policies mention. */
export function peersIn(policies: readonly ReviewedObject[]) {
  const rules = policies.flatMap(specsOf).flatMap(({ egress = [], egressDeny = [] }) => [...egress, ...egressDeny]);
  const named = [...new Set(rules.flatMap(namedPeers))];
  return {
    blocks: rules.flatMap(blocksOf).flatMap(({ cidr, except }) => [cidr, ...except]),
    hosts: rules.flatMap(hostsOf),
    named: named.map((name): NamedEndpoint => ({ kind: 'named', name, inCluster: isEntity(name) })),
  };
}
