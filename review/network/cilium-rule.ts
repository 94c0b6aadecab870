import type { Texts } from '../reviewed-object';
import { asBlock, holds, isIpv6 } from './address-blocks';
import type { CiliumPorts } from './cilium-ports';
import type { Endpoint, PodEndpoint } from './endpoint';
import { type LabelSelector, selects } from './label-selector';

/** The fields of a Cilium rule that are read, in either direction. */
export interface CiliumRule extends CiliumPorts {
  readonly toEndpoints?: readonly LabelSelector[];
  readonly fromEndpoints?: readonly LabelSelector[];
  readonly toFQDNs?: readonly { readonly matchName?: string; readonly matchPattern?: string }[];
  readonly toCIDR?: readonly string[];
  readonly toCIDRSet?: readonly { readonly cidr?: string; readonly except?: readonly string[] }[];
  readonly toEntities?: readonly string[];
  readonly fromEntities?: readonly string[];
}

/** Sections that select peers. Without any, a rule with ports applies to every peer. */
const PEERS = /^(to|from)(Endpoints|Requires|FQDNs|CIDR|CIDRSet|Entities|Services|Groups|Nodes)$/;

/** Sections that name peers whose addresses only the cluster knows. */
const NAMING = ['toServices', 'toGroups', 'toNodes'] as const;

/** Cilium's label for a pod's namespace. */
const NAMESPACE = 'io.kubernetes.pod.namespace';

/** Entities that are not treated as names but matched by pods and addresses. */
const WIDE: readonly string[] = ['all', 'world', 'world-ipv4', 'world-ipv6', 'cluster', 'none'];

/** Whether a rule of a policy in a namespace applies to a peer. An empty rule applies to none. */
export function isAbout(rule: CiliumRule, own: string, peer: Endpoint): boolean {
  if (!Object.keys(rule).some((key) => PEERS.test(key))) return rule.toPorts !== undefined || rule.icmps !== undefined;
  const entities = [...(rule.toEntities ?? []), ...(rule.fromEntities ?? [])];
  if (entities.includes('all')) return true;
  switch (peer.kind) {
    case 'pod':
      return entities.includes('cluster') || endpointsOf(rule).some((selector) => isPod(selector, own, peer));
    case 'named':
      return namedPeers(rule).includes(peer.name) || (entities.includes('cluster') && peer.inCluster);
    case 'address':
      return (
        entities.some((entity) => entity === 'world' || entity === `world-ipv${isIpv6(peer.range) ? 6 : 4}`) ||
        hostsOf(rule).some((host) => host === peer.host) ||
        blocksOf(rule).some(
          ({ cidr, except }) => holds(cidr, peer.range) && !except.some((block) => holds(block, peer.range)),
        )
      );
  }
}

const endpointsOf = ({ toEndpoints = [], fromEndpoints = [] }: CiliumRule): readonly LabelSelector[] => [
  ...toEndpoints,
  ...fromEndpoints,
];

/** A selector without a namespace applies to the policy's own. */
function isPod(selector: LabelSelector, own: string, { labels, namespace }: PodEndpoint): boolean {
  const keys = [
    ...Object.keys(selector.matchLabels ?? {}),
    ...(selector.matchExpressions?.map(({ key }) => key) ?? []),
  ];
  const isSaid = keys.some((key) => key.includes(NAMESPACE) || key.includes('io.cilium.k8s.namespace.labels.'));
  return (isSaid || namespace === own) && selects(selector, ciliumLabels(labels, namespace));
}

/** The labels of a pod as in Cilium's selectors: with or without their source prefix. */
export function ciliumLabels(labels: Texts, namespace: string): Texts {
  const plain = {
    ...labels,
    [NAMESPACE]: namespace,
    'io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name': namespace,
  };
  const from = ['', 'k8s:', 'any:'].flatMap((source) =>
    Object.entries(plain).map(([key, value]) => [`${source}${key}`, value] as const),
  );
  return Object.fromEntries(from);
}

/** Host names and patterns that a rule allows. */
export const hostsOf = ({ toFQDNs = [] }: CiliumRule): string[] =>
  toFQDNs.flatMap(({ matchName, matchPattern }) => matchName ?? matchPattern ?? []);

/** Blocks that a rule allows, each with its exceptions. */
export const blocksOf = ({ toCIDR = [], toCIDRSet = [] }: CiliumRule) => [
  ...toCIDR.map((cidr) => ({ cidr: asBlock(cidr), except: [] as readonly string[] })),
  ...toCIDRSet.flatMap(({ cidr, except = [] }) => (cidr === undefined ? [] : [{ cidr, except }])),
];

/** Peers that a rule identifies by name: entities such as `host`, services, groups, nodes by their labels. */
export const namedPeers = (rule: CiliumRule): string[] => [
  ...(rule.toEntities ?? []).filter((entity) => !WIDE.includes(entity)).map(entityText),
  ...NAMING.flatMap((section) => {
    const peers = (rule as Readonly<Record<string, unknown>>)[section];
    return Array.isArray(peers) ? peers.map((peer) => `${section} ${JSON.stringify(peer)}`) : [];
  }),
];

const ENTITY = 'entity ';
const entityText = (entity: string): string => `${ENTITY}${entity}`;

/** Whether a name from {@link namedPeers} is an entity, which is part of the cluster. */
export const isEntity = (name: string): boolean => name.startsWith(ENTITY);
