import type { DnsFacts } from '../../contract/cluster-facts';
import { APP, Component, Label } from '../../contract/labels';
import {
  type CacheFlowNeeds,
  cacheFlows,
  type Flow,
  type FlowNeeds,
  type Peer,
  type RunPod,
  runFlows,
} from '../../contract/run-flows';
import type { ReviewedObject } from '../reviewed-object';
import { holds } from './address-blocks';
import { openByCilium } from './cilium-policy';
import { isWithin, wholePort } from './cilium-requests';
import { ANY, type Endpoint, type PodEndpoint, type Ports } from './endpoint';
import { selects } from './label-selector';
import { type Direction, openPorts } from './network-policy';
import { type RunEndpoint, worldOf } from './world';

const EVERYTHING: Ports = new Set([ANY]);
const NOTHING: Ports = new Set();

/** Link-local addresses that host names may resolve to. */
interface Exempt {
  readonly nodeLocalCache: boolean;
}

/**
 * Where a run's policies allow what it does not need, or deny what it does. Each end of a connection is checked
 * separately: a denial on one side does not excuse the other. Policies of others, such as the repository cache's own,
 * are their concern. Address blocks are assumed to mean addresses outside the cluster, since network plugins differ
 * about pods.
 *
 * @returns one line per end of a connection; none if everything is correct.
 */
export const flowFindings = (objects: readonly ReviewedObject[], needs: FlowNeeds): string[] =>
  findings(objects, runFlows(needs), needs.dns);

/** Like {@link flowFindings}, for the objects that a namespace's runs share: its repository cache. */
export const cacheFlowFindings = (objects: readonly ReviewedObject[], needs: CacheFlowNeeds): string[] =>
  findings(objects, cacheFlows(needs), needs.dns);

function findings(objects: readonly ReviewedObject[], flows: readonly Flow[], dns: DnsFacts | undefined): string[] {
  const { run, others } = worldOf(objects, flows);
  const exempt = { nodeLocalCache: dns?.nodeLocalCache ?? false };
  const inward = flows.filter(({ to }) => to.kind === 'run');
  return run.flatMap((pod) => {
    const met = [...run.filter((other) => other !== pod), ...others];
    return [
      ...met.flatMap((to) => differences(pod, to, outOf(objects, pod, to), flows, exempt)),
      ...met.flatMap((from) => {
        if (from.kind !== 'pod') return [];
        return differences(from, pod, into(objects, pod, from), inward, exempt);
      }),
    ];
  });
}

function differences(from: PodEndpoint, to: Endpoint, open: Ports, flows: readonly Flow[], exempt: Exempt): string[] {
  const needed = flows.filter((flow) => isFrom(flow, from) && isTo(flow.to, from, to, exempt));
  const wanted = new Map(needed.map(({ protocol, port, why }) => [`${protocol}/${port}`, why]));
  const way = `${from.name} -> ${to.name}`;
  return [
    ...[...open]
      .filter((port) => !wanted.has(wholePort(port)))
      .map((port) => `${way}: ${port} is open, and nothing needs it`),
    ...[...wanted].filter(([port]) => !open.has(port)).map(([port, why]) => `${way}: ${port} is closed: ${why}`),
  ];
}

/**
 * Ports that the policies allow from a pod to a peer: anything that either kind of policy allows, unless Cilium's
 * denies it.
 */
export const outOf = (objects: readonly ReviewedObject[], from: PodEndpoint, to: Endpoint): Ports =>
  between(objects, from, to, 'Egress');

/** Ports that the policies allow to a pod from another. */
export const into = (objects: readonly ReviewedObject[], pod: PodEndpoint, from: PodEndpoint): Ports =>
  between(objects, pod, from, 'Ingress');

function between(objects: readonly ReviewedObject[], pod: PodEndpoint, peer: Endpoint, direction: Direction): Ports {
  const ofKind = (wanted: string) => objects.filter(({ kind }) => kind === wanted);
  const plain = openPorts(ofKind('NetworkPolicy'), pod, peer, direction);
  const { closes, allowed, denied } = openByCilium(ofKind('CiliumNetworkPolicy'), pod, peer, direction);
  if (denied.has(ANY)) return NOTHING;
  const open = plain === undefined && !closes ? EVERYTHING : new Set([...(plain ?? []), ...allowed]);
  return new Set([...open].filter((port) => !isWithin(port, denied)));
}

const componentOf = (pod: PodEndpoint): RunPod | undefined => (pod as RunEndpoint).component;

const isFrom = ({ from }: Flow, pod: PodEndpoint): boolean =>
  typeof from === 'string' ? componentOf(pod) === from : isAmong(from, pod, undefined);

function isTo(peer: Peer, from: PodEndpoint, to: Endpoint, exempt: Exempt): boolean {
  switch (peer.kind) {
    case 'run':
      return to.kind === 'pod' && componentOf(to) === peer.component;
    case 'cache':
      return to.kind === 'pod' && to.namespace === from.namespace && selects({ matchLabels: CACHE }, to.labels);
    case 'pods':
      return to.kind === 'pod' && isAmong(peer, to, from.namespace);
    case 'addresses':
      return to.kind === 'address' && holds(peer.cidr, to.range) && !peer.except?.some((one) => holds(one, to.range));
    case 'host':
      return to.kind === 'address' && to.host === peer.name && !isRefused(to.range, exempt);
  }
}

const CACHE = { [Label.APP]: APP, [Label.COMPONENT]: Component.REPOSITORY_CACHE };

const isAmong = (
  { namespace, labels }: Extract<Peer, { kind: 'pods' }>,
  pod: PodEndpoint,
  own: string | undefined,
): boolean => pod.namespace === (namespace ?? own) && selects({ matchLabels: labels }, pod.labels);

/** A host name must not resolve to the cloud's metadata service. */
const isRefused = (range: Parameters<typeof holds>[1], { nodeLocalCache }: Exempt): boolean =>
  holds('169.254.0.0/16', range) && !(nodeLocalCache && holds('169.254.20.10/32', range));
