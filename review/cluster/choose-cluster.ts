import type { ClusterFacts, Provider } from '../../contract/cluster-facts';
import { type Amount, parseQuantity } from '../../contract/quantity';
import { counted } from '../counted';
import { clusterChecks } from './cluster-checks';
import type { ClusterSeen, NodeSeen } from './cluster-seen';

/** Criteria for choosing a cluster. */
export const STRATEGIES = ['healthiest', 'lowest-cost', 'fastest-startup', 'most-capacity', 'by-labels'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** A cluster that a run could go to. */
export interface Candidate {
  readonly facts: ClusterFacts;
  /** State of the cluster; undefined if it was not inspected, for the reason in `problem`. */
  readonly seen?: ClusterSeen;
  /** Why it was not, or could not be, inspected. */
  readonly problem?: string;
}

/** Requirements of a run. */
export interface Wish {
  readonly strategy: Strategy;
  /** Labels of the nodes that its agents need. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A cluster, and the reason for its rank or its exclusion. */
export interface Judged {
  readonly name: string;
  readonly why: string;
}

export interface Choice {
  /** Best first. */
  readonly fit: readonly Judged[];
  readonly unfit: readonly Judged[];
}

/**
 * Providers that create nodes only when pods need them, which takes minutes.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-overview
 */
const NODES_ON_DEMAND: readonly Provider[] = ['gke-autopilot'];

/** Rank the clusters that can take a run; the same facts always give the same order. */
export function chooseCluster(candidates: readonly Candidate[], wish: Wish): Choice {
  const judged = candidates.map((one) => ({ one, name: one.facts.name, out: whyNot(one, wish) }));
  const fit = judged
    .filter(({ out }) => out === undefined)
    .map(({ one, name }) => ({ name, ...MEASURES[wish.strategy](one as Looked) }))
    .sort((a, b) => compare(a.rank, b.rank) || (a.name < b.name ? -1 : 1));
  const unfit = judged.flatMap(({ name, out }) => (out === undefined ? [] : [{ name, why: out }]));
  return { fit: fit.map(({ name, why }) => ({ name, why })), unfit };
}

type Looked = Candidate & { readonly seen: ClusterSeen };

function whyNot({ facts, seen, problem }: Candidate, { labels, strategy }: Wish): string | undefined {
  if (facts.delivery !== 'cli') return `its runs are delivered by ${facts.delivery}`;
  if (problem !== undefined || seen === undefined) return problem ?? 'it was not inspected';
  const errors = clusterChecks(facts, seen).filter(({ state }) => state === 'error');
  if (errors.length > 0) return errors.map(({ check, text }) => `${check}: ${text}`).join('; ');
  const asked = Object.entries(labels);
  if (asked.length === 0 && strategy !== 'by-labels') return undefined;
  if (asked.length === 0) return 'no labels are requested: name them with --node-selector';
  if (seen.nodes === undefined) return 'this user may not list nodes, so their labels are unknown';
  if (usable(seen.nodes).some((node) => asked.every(([label, value]) => node.labels[label] === value)))
    return undefined;
  return `no schedulable node has ${asked.map((pair) => pair.join('=')).join(', ')}`;
}

/** Measure of a cluster: numbers that are compared in order, smaller is better, and the reason in words. */
interface Measured {
  readonly rank: readonly number[];
  readonly why: string;
}

const MEASURES: Readonly<Record<Strategy, (one: Looked) => Measured>> = {
  healthiest: health,
  'lowest-cost': cost,
  'fastest-startup': startup,
  'most-capacity': capacity,
  'by-labels': health,
};

function health({ facts, seen }: Looked): Measured {
  const warnings = clusterChecks(facts, seen).filter(({ state }) => state === 'warning').length;
  const ready = readyShare(seen);
  const nodes =
    seen.nodes === undefined ? 'nodes unknown' : `${Math.round(ready * 100)} % of its nodes are schedulable`;
  const why = `${counted(warnings, 'warning')}, ${nodes}, answers in ${Math.round(seen.latencyMs)} ms`;
  return { rank: [warnings, -ready, seen.latencyMs], why };
}

/** Cost of one agent: everything else in a run adds the same share on every cluster. */
function cost(one: Looked): Measured {
  const { prices, agentResources, placement } = one.facts;
  if (prices === undefined) return { rank: [1, 0], why: 'its prices are unknown' };
  const { cpu, memory } = agentResources.requests;
  const full = units(cpu) * prices.cpuHour + (units(memory) / 2 ** 30) * prices.memoryGibHour;
  const price = placement?.spot ? full * (1 - (prices.spotDiscount ?? 0)) : full;
  const kind = placement?.spot ? 'spot' : 'on demand';
  return { rank: [0, price], why: `${price.toFixed(4)} ${prices.currency} an hour for an agent, ${kind}` };
}

function startup({ facts: { provider = 'other' }, seen }: Looked): Measured {
  const waiting = seen.pendingPods ?? 0;
  const onDemand = NODES_ON_DEMAND.includes(provider);
  const nodes = onDemand ? 'creates nodes on demand' : 'has nodes';
  const why = `${counted(waiting, 'pod')} of runs waiting, ${nodes}, answers in ${Math.round(seen.latencyMs)} ms`;
  return { rank: [waiting, onDemand ? 1 : 0, seen.latencyMs], why };
}

/** Number of agents that fit in what is left of the quota; without a quota, the nodes decide. */
function capacity({ facts, seen }: Looked): Measured {
  const room = Math.min(facts.maxAgents, ...roomsLeft(facts, seen));
  const nodes = usable(seen.nodes ?? []).length;
  const why = `room for ${counted(room, 'agent')} of one run, ${counted(nodes, 'node')} schedulable`;
  return { rank: [-room, -nodes], why };
}

function roomsLeft({ agentResources: { requests, limits } }: ClusterFacts, { quotas = [] }: ClusterSeen): number[] {
  const needed: Readonly<Record<string, string>> = {
    pods: '1',
    'requests.cpu': requests.cpu,
    'requests.memory': requests.memory,
    'limits.cpu': limits.cpu,
    'limits.memory': limits.memory,
  };
  return quotas.flatMap(({ hard, used }) =>
    Object.entries(needed).flatMap(([resource, each]) => {
      const most = hard[resource];
      if (most === undefined) return [];
      const left: Amount = parseQuantity(most) - parseQuantity(used[resource] ?? '0');
      return [left <= 0n ? 0 : Number(left / parseQuantity(each))];
    }),
  );
}

const usable = (nodes: readonly NodeSeen[]): NodeSeen[] => nodes.filter(({ ready, cordoned }) => ready && !cordoned);

const readyShare = ({ nodes }: ClusterSeen): number =>
  nodes === undefined || nodes.length === 0 ? 0 : usable(nodes).length / nodes.length;

/** Cores, or bytes. */
const units = (quantity: string): number => Number(parseQuantity(quantity)) / 1e9;

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
