import type { ClusterFacts } from '../../contract/cluster-facts';
import { type Image, type Images, imageReference } from '../../contract/images';
import { KARPENTER_CRD } from '../../contract/placement';
import { compareQuantities, parseQuantity } from '../../contract/quantity';
import { SPOT_MARKS } from '../../contract/spot-nodes';
import { type ClusterCheck, ok, unknown, warning } from './check';
import type { ClusterSeen, DaemonSetSeen, NodeSeen } from './cluster-seen';
import {
  ENFORCERS,
  type Enforcer,
  PROVIDER_FACTS,
  type ProviderFacts,
  providerOf,
  type RequestBounds,
} from './provider-facts';

/** Known pitfalls of the cluster's provider; none for an unknown one. */
export function providerChecks(facts: ClusterFacts, seen: ClusterSeen, images?: Images): ClusterCheck[] {
  const { provider = 'other' } = facts;
  const found = providerOf(seen.nodes ?? []);
  const told = found !== undefined && found !== provider;
  const actual = found ?? provider;
  const known = actual === 'other' ? undefined : PROVIDER_FACTS[actual];
  return [
    ...(found === undefined ? [] : [told ? another(found, provider) : ok('provider', found)]),
    ...policies(seen, known),
    ...(known?.requests ? [requests(facts, known.requests)] : []),
    ...spot(facts, seen.nodes),
    ...(known?.loadImage && images && seen.nodes ? [loaded(known.loadImage, images, seen.nodes)] : []),
  ];
}

const another = (found: string, described: string): ClusterCheck =>
  warning(
    'provider',
    `its nodes are those of ${found}, but the facts say ${described}: change the fact 'provider', which decides how spot nodes are recognized`,
  );

function policies({ daemonSets }: ClusterSeen, known: ProviderFacts | undefined): ClusterCheck[] {
  const check = 'network policies';
  if (known?.policies === 'always') return [ok(check, 'enforced by the provider')];
  const enforcers = [...ENFORCERS, ...(known?.policies.by ?? [])];
  const enforcer = daemonSets?.find((one) => enforcers.some((enforcer) => isRunning(enforcer, one)));
  if (enforcer) return [ok(check, `enforced by ${enforcer.name}`)];
  // Other providers may enforce them some other way: silence is as good a guess as a warning.
  if (known === undefined) return [];
  if (daemonSets === undefined) return [unknown(check, 'list daemonsets')];
  return [warning(check, `not enforced, so agents can connect anywhere: ${known.policies.wayOut}`)];
}

const isRunning = ({ daemonSet, argument }: Enforcer, { name, args }: DaemonSetSeen): boolean =>
  name === daemonSet && (argument === undefined || args.includes(argument));

function requests({ agentResources }: ClusterFacts, { least, most, gibForCore }: RequestBounds): ClusterCheck {
  const { cpu, memory } = agentResources.requests;
  const asked = `agents request cpu ${cpu}, memory ${memory}`;
  const wayOut = "change the fact 'agentResources'";
  if (compareQuantities(cpu, most.cpu) > 0 || compareQuantities(memory, most.memory) > 0)
    return warning('requests', `${asked}, and a pod gets at most ${most.cpu} and ${most.memory}: ${wayOut}`);
  if (compareQuantities(cpu, least.cpu) < 0 || compareQuantities(memory, least.memory) < 0)
    return warning('requests', `${asked}, raised to at least ${least.cpu} and ${least.memory}: ${wayOut}`);
  const gib = Number(parseQuantity(memory)) / Number(parseQuantity(cpu)) / 2 ** 30;
  const [from, to] = gibForCore;
  if (gib >= from && gib <= to) return ok('requests', `${asked}, taken as they are`);
  return warning(
    'requests',
    `${asked}: the smaller of both is raised until there are ${from} to ${to} GiB for each core, and paid: ${wayOut}`,
  );
}

function spot({ placement, provider = 'other', crds = [] }: ClusterFacts, nodes?: readonly NodeSeen[]): ClusterCheck[] {
  if (!placement?.spot || nodes === undefined) return [];
  const { label, value } = SPOT_MARKS[crds.includes(KARPENTER_CRD) ? 'karpenter' : provider];
  const count = nodes.filter(({ labels }) => labels[label] === value).length;
  const there = `${count} of ${nodes.length} nodes have ${label}=${value}`;
  if (count > 0) return [ok('spot nodes', there)];
  return [
    warning('spot nodes', `${there}: agents wait until one comes; add some, or change the fact 'placement.spot'`),
  ];
}

function loaded(command: string, { agent, redis }: Images, nodes: readonly NodeSeen[]): ClusterCheck {
  const missing = [agent, redis].filter((image) => !nodes.some(({ images }) => images.some(isOf(image))));
  if (missing.length === 0) return ok('images', 'on its nodes');
  const names = missing.map(imageReference).join(' ');
  return warning('images', `not on its nodes: where no registry has them, ${command} ${names}`);
}

const isOf =
  ({ repository, tag, digest }: Image) =>
  (name: string): boolean =>
    digest === null ? name === `${repository}:${tag}` : name === `${repository}@${digest}`;
