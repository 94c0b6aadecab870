import { type ReviewedObject, specOf, type Texts } from '../reviewed-object';
import { holds } from './address-blocks';
import { ANY, type Endpoint, type PodEndpoint, type Ports } from './endpoint';
import { type LabelSelector, selects } from './label-selector';

/** What is read of a CiliumNetworkPolicy. */
interface CiliumSpec {
  readonly endpointSelector?: LabelSelector;
  readonly egress?: readonly CiliumRule[];
  readonly egressDeny?: readonly CiliumRule[];
}

interface CiliumRule {
  readonly toEndpoints?: readonly LabelSelector[];
  readonly toFQDNs?: readonly { readonly matchName?: string; readonly matchPattern?: string }[];
  readonly toCIDRSet?: readonly { readonly cidr: string; readonly except?: readonly string[] }[];
  readonly toPorts?: readonly { readonly ports?: readonly { readonly port: string; readonly protocol?: string }[] }[];
}

/** How Cilium labels a pod with its namespace. */
const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';

/**
 * Which ports Cilium's policies open from a pod to a peer; undefined where none speaks of the pod, `denied` where one
 * refuses what others allow.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 */
export function openByCilium(
  policies: readonly ReviewedObject[],
  pod: PodEndpoint,
  peer: Endpoint,
): Ports | 'denied' | undefined {
  const about = policies
    .filter(({ metadata }) => metadata.namespace === pod.namespace)
    .map((policy) => specOf(policy) as unknown as CiliumSpec)
    .filter(({ endpointSelector = {} }) => selects(endpointSelector, pod.labels));
  if (about.length === 0) return undefined;
  const isAbout = (rule: CiliumRule): boolean => matches(rule, pod.namespace, peer);
  if (about.some(({ egressDeny = [] }) => egressDeny.some(isAbout))) return 'denied';
  return new Set(about.flatMap(({ egress = [] }) => egress.filter(isAbout).flatMap(portsOf)));
}

function matches({ toEndpoints, toFQDNs, toCIDRSet }: CiliumRule, own: string, peer: Endpoint): boolean {
  if (peer.kind === 'pod') {
    const labels: Texts = { ...peer.labels, [NAMESPACE]: peer.namespace };
    return toEndpoints?.some((selector) => selects(inNamespace(selector, own), labels)) ?? false;
  }
  const { host, range } = peer;
  const named =
    host !== undefined && toFQDNs?.some(({ matchName, matchPattern }) => host === (matchName ?? matchPattern));
  const inBlock = toCIDRSet?.some(
    ({ cidr, except = [] }) => holds(cidr, range) && !except.some((block) => holds(block, range)),
  );
  return named || inBlock || false;
}

/** A selector that names no namespace is about the policy's own. */
const inNamespace = (selector: LabelSelector, own: string): LabelSelector =>
  selector.matchLabels?.[NAMESPACE] === undefined
    ? { ...selector, matchLabels: { ...selector.matchLabels, [NAMESPACE]: own } }
    : selector;

const portsOf = ({ toPorts }: CiliumRule): string[] =>
  toPorts?.flatMap(({ ports }) => ports?.map(({ port, protocol = 'TCP' }) => `${protocol}/${port}`) ?? [ANY]) ?? [ANY];

/** Every block and every name in the policies. */
export function peersIn(policies: readonly ReviewedObject[]): { readonly blocks: string[]; readonly hosts: string[] } {
  const rules = policies
    .map((policy) => specOf(policy) as unknown as CiliumSpec)
    .flatMap(({ egress = [], egressDeny = [] }) => [...egress, ...egressDeny]);
  return {
    blocks: rules.flatMap(({ toCIDRSet = [] }) => toCIDRSet.flatMap(({ cidr, except = [] }) => [cidr, ...except])),
    hosts: rules.flatMap(({ toFQDNs = [] }) =>
      toFQDNs.map(({ matchName, matchPattern }) => matchName ?? matchPattern ?? ''),
    ),
  };
}
