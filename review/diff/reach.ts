import { joined, rangeText } from '../network/address-blocks';
import { isWithin } from '../network/cilium-requests';
import { ANY, type Endpoint, type PodEndpoint, type Ports } from '../network/endpoint';
import { into, outOf } from '../network/flows';
import { portRanges } from '../network/port-ranges';
import { worldOf } from '../network/world';
import type { ReviewedObject } from '../reviewed-object';
import { grouped } from './rendering';

/** A peer to or from which a port is open. */
export interface Opened {
  readonly peer: Endpoint;
  readonly port: string;
}

/** Newly open connections of one pod of a run. */
export interface PodReach {
  readonly pod: PodEndpoint;
  readonly out: readonly Opened[];
  readonly inward: readonly Opened[];
  /** Number of all peers considered, and of the pods among them. */
  readonly met: { readonly all: number; readonly pods: number };
}

/**
 * Connections of a run's pods that its policies newly allow: one line each, such as `agent -> 10.0.0.0/8: TCP/443`.
 * Policies on the peers' side are ignored. A pod that loses the labels that policies select is as open as if those
 * policies were deleted.
 */
export const widerReach = (base: readonly ReviewedObject[], head: readonly ReviewedObject[]): string[] =>
  linesOf(podReaches(base, head));

/** Like {@link widerReach}, for each pod. */
export function podReaches(base: readonly ReviewedObject[], head: readonly ReviewedObject[]): PodReach[] {
  const { run, others } = worldOf([...head, ...base.filter(isPolicy)], []);
  const earlier = new Map(worldOf(base, []).run.map((pod) => [pod.name, pod]));
  const asItWas = (peer: Endpoint) => (peer.kind === 'pod' ? (earlier.get(peer.name) ?? peer) : peer);
  const labels = (pod: PodEndpoint) => JSON.stringify(pod.labels);
  if (samePolicies(base, head) && run.every((pod) => labels(pod) === labels(earlier.get(pod.name) ?? pod))) return [];
  return run.map((pod) => {
    const before = earlier.get(pod.name) ?? pod;
    const met = [...run.filter((other) => other !== pod), ...others];
    const out = met.flatMap((peer) => opened(peer, outOf(base, before, asItWas(peer)), outOf(head, pod, peer)));
    const pods = met.filter((peer) => peer.kind === 'pod');
    const inward = pods.flatMap((peer) =>
      opened(peer, into(base, before, asItWas(peer) as PodEndpoint), into(head, pod, peer)),
    );
    return { pod, out, inward, met: { all: met.length, pods: pods.length } };
  });
}

/** One readable line for each connection. */
export function linesOf(reaches: readonly PodReach[]): string[] {
  const lines = reaches.flatMap(({ pod, out, inward, met }) => [
    ...told(out, met.all, 'anywhere').map(([peer, port]) => `${pod.name} -> ${peer}: ${port}`),
    ...told(inward, met.pods, 'any pod').map(([peer, port]) => `${peer} -> ${pod.name}: ${port}`),
  ]);
  return [...new Set(lines)].sort();
}

/** A port that is open to every peer needs no list of them. */
const told = (opened: readonly Opened[], met: number, all: string): (readonly [peer: string, port: string])[] =>
  [...grouped(opened, ({ port }) => port)].flatMap(([port, to]) =>
    to.length === met ? [[all, port] as const] : peersText(to),
  );

/** Readable peers and ports: adjacent address ranges are joined. */
function peersText(opened: readonly Opened[]): (readonly [peer: string, port: string])[] {
  const pods = opened.flatMap(({ peer, port }) => (peer.kind === 'address' ? [] : [[peer.name, port] as const]));
  const addresses = opened.flatMap(({ peer, port }) => (peer.kind === 'address' ? [{ ...peer, port }] : []));
  const alike = grouped(addresses, ({ port, host = '' }) => JSON.stringify([host, port]));
  const ranges = [...alike.values()].map((of) => {
    const { host, port } = of[0] as (typeof of)[number];
    const joint = joined(of.map(({ range }) => range))
      .map(rangeText)
      .join(', ');
    return [host === undefined ? joint : `${host} at ${joint}`, port] as const;
  });
  return [...pods, ...ranges];
}

/** Whether an object restricts the connections of pods. */
export const isPolicy = ({ kind }: ReviewedObject): boolean =>
  kind === 'NetworkPolicy' || kind === 'CiliumNetworkPolicy';

const samePolicies = (base: readonly ReviewedObject[], head: readonly ReviewedObject[]): boolean =>
  JSON.stringify(specs(base)) === JSON.stringify(specs(head));

const specs = (objects: readonly ReviewedObject[]): string[] =>
  objects
    .filter(isPolicy)
    .map(({ spec, ...rest }) => JSON.stringify([spec, (rest as { readonly specs?: unknown }).specs]))
    .sort();

function opened(peer: Endpoint, before: Ports, after: Ports): Opened[] {
  if (before.has(ANY)) return [];
  const more = [...after].filter((port) => !before.has(port) && !isWithin(port, before));
  return portRanges(more).map((port) => ({ peer, port }));
}
