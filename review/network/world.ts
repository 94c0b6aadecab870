import { APP, Component, Label } from '../../contract/labels';
import { COMPONENT_OF, type Flow, type Peer, type RunPod } from '../../contract/run-flows';
import { podsOf } from '../pods';
import type { ReviewedObject, Texts } from '../reviewed-object';
import { pieces, rangeText } from './address-blocks';
import { peersIn } from './cilium-policy';
import type { AddressEndpoint, Endpoint, NamedEndpoint, PodEndpoint } from './endpoint';
import { blocksIn } from './network-policy';

/** A pod of the run under review. */
export interface RunEndpoint extends PodEndpoint {
  readonly component: RunPod;
}

/** All possible peers of a run's pods. */
export interface World {
  readonly run: readonly RunEndpoint[];
  readonly others: readonly Endpoint[];
}

/**
 * The pods of a run, and every other peer that its policies or needs distinguish: pods that the table names, their
 * neighbours that it does not, pods of another run, and all addresses, split at every block boundary.
 */
export function worldOf(objects: readonly ReviewedObject[], flows: readonly Flow[]): World {
  const run = runPods(objects);
  const namespace = run[0]?.namespace ?? '';
  const neighbours = run.map(({ labels, ...pod }) => ({
    ...pod,
    name: `${pod.name} of another run`,
    labels: { ...labels, [Label.RUN_ID]: 'another', [Label.INSTANCE]: 'another' },
  }));
  const cache = { [Label.APP]: APP, [Label.COMPONENT]: Component.REPOSITORY_CACHE };
  const others = [
    ...neighbours.map(({ component: _, ...pod }) => pod),
    pod('the repository cache', namespace, cache),
    pod('an unrelated pod', namespace, {}),
    ...flows.flatMap(({ from, to }) => [from, to]).flatMap((peer) => podsNear(peer, namespace)),
  ];
  // Anyone who can create pods in another namespace can give them any labels.
  const elsewhere = [...run, ...others].map(({ name, labels }) =>
    pod(`${name} in another namespace`, 'elsewhere', labels),
  );
  return { run, others: [...distinct([...others, ...elsewhere]), ...addresses(objects, flows)] };
}

function runPods(objects: readonly ReviewedObject[]): RunEndpoint[] {
  return podsOf(objects).flatMap(({ owner, labels }) => {
    // The owner's label counts, even if the pods have lost theirs.
    const told = owner.metadata.labels?.[Label.COMPONENT] ?? labels[Label.COMPONENT];
    const component = (Object.keys(COMPONENT_OF) as RunPod[]).find((name) => COMPONENT_OF[name] === told);
    if (component === undefined) return [];
    return [{ ...pod(component, owner.metadata.namespace ?? '', labels), component }];
  });
}

/** A pod that the table names, and another in its namespace that it does not. */
function podsNear(peer: Flow['from'] | Peer, own: string): PodEndpoint[] {
  if (typeof peer === 'string' || peer.kind !== 'pods') return [];
  const { namespace = own, labels } = peer;
  const told = labels ? ` ${Object.entries(labels).join(',')}` : '';
  return [
    pod(`pods of ${namespace}${told}`, namespace, labels ?? {}),
    pod(`an unrelated pod in ${namespace}`, namespace, {}),
  ];
}

const pod = (name: string, namespace: string, labels: Texts): PodEndpoint => ({ kind: 'pod', name, namespace, labels });

const distinct = (pods: readonly PodEndpoint[]): PodEndpoint[] => [
  ...new Map(pods.map((one) => [JSON.stringify([one.namespace, one.labels]), one])).values(),
];

function addresses(objects: readonly ReviewedObject[], flows: readonly Flow[]): (AddressEndpoint | NamedEndpoint)[] {
  const needed = flows.map(({ to }) => to);
  const cilium = peersIn(objects.filter(({ kind }) => kind === 'CiliumNetworkPolicy'));
  const blocks = needed.flatMap((peer) => (peer.kind === 'addresses' ? [peer.cidr, ...(peer.except ?? [])] : []));
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  // Link-local addresses are always a separate range.
  const cut = pieces(['169.254.0.0/16', ...blocks, ...blocksIn(policies), ...cilium.blocks]);
  const hosts = new Set([...cilium.hosts, ...needed.flatMap((peer) => (peer.kind === 'host' ? [peer.name] : []))]);
  const found = cut.flatMap((range) => [
    { kind: 'address', name: rangeText(range), range } as const,
    ...[...hosts].map((host) => ({ kind: 'address', name: `${host} at ${rangeText(range)}`, range, host }) as const),
  ]);
  return [...found, ...cilium.named];
}
