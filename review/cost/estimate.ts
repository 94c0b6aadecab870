import type { PriceFacts } from '../../contract/cluster-facts';
import { Component, Label } from '../../contract/labels';
import { type Amount, parseQuantity } from '../../contract/quantity';
import { claimsOf } from '../claims';
import { amountIn, podAmount } from '../pod-amounts';
import { type Pods, podsOf } from '../pods';
import type { ReviewedObject } from '../reviewed-object';

/** Expected work of a run. */
export interface Work {
  readonly items: number;
  /** Seconds per item: the median and the 95th percentile. */
  readonly itemSeconds: { readonly p50: number; readonly p95: number };
  /** Seconds of the run in which no item is being processed: start, setup, reduce, merge, publishing. */
  readonly otherSeconds: number;
  /** Model cost per item, in the currency of the prices. */
  readonly modelPerItem: number;
  /** Expected reclaims of a spot node per hour. */
  readonly reclaimsPerHour: number;
}

/** Estimated cost of a run in one case. */
export interface CostCase {
  /** Duration of the run in hours. */
  readonly hours: number;
  /** The agents' pods. */
  readonly agents: number;
  /** The pods of Redis and workspace. */
  readonly state: number;
  readonly storage: number;
  readonly model: number;
  readonly total: number;
  /** Attempts that start over because their node was reclaimed; 0 on demand. */
  readonly restarts: number;
}

/** Estimated cost of a run, in the currency of the prices. */
export interface CostEstimate {
  readonly currency: string;
  readonly agentCount: number;
  /** With agents on on-demand nodes. */
  readonly onDemand: CostCases;
  /** With agents on spot nodes; Redis and workspace are never there. */
  readonly spot: CostCases;
}

export interface CostCases {
  /** The cost if every item took the median time: half of such runs cost at most this. */
  readonly p50: CostCase;
  /** The cost if every item took the 95th percentile: an upper bound, not an expectation. */
  readonly p95: CostCase;
}

/** Seconds until a pod of a reclaimed node is running again: scheduled, image pulled, repository cloned. */
const RESTART_SECONDS = 60;
/** Hours in a month, as prices count them. */
const MONTH_HOURS = 730;
const HOUR = 3600;

/**
 * Estimate what a rendered run costs: what its pods request, times prices, times duration. Requests are what counts,
 * since they reserve capacity on the nodes.
 */
export function estimateCost(objects: readonly ReviewedObject[], prices: PriceFacts, work: Work): CostEstimate {
  const pods = podsOf(objects);
  const isAgents = ({ owner }: Pods): boolean => owner.metadata.labels?.[Label.COMPONENT] === Component.AGENT;
  const agents = pods.filter(isAgents);
  const parts = {
    agentCount: agents.reduce((sum, { count }) => sum + count, 0),
    agentHour: sum(agents.map((one) => priceOfHour(one, prices))),
    stateHour: sum(pods.filter((one) => !isAgents(one)).map((one) => priceOfHour(one, prices))),
    storageHour: (storageGib(objects) * prices.storageGibMonth) / MONTH_HOURS,
  };
  return {
    currency: prices.currency,
    agentCount: parts.agentCount,
    onDemand: costCases(parts, work),
    spot: costCases(parts, work, { discount: prices.spotDiscount ?? 0, reclaimsPerHour: work.reclaimsPerHour }),
  };
}

/** Properties of the agents' nodes. */
interface Nodes {
  readonly discount: number;
  readonly reclaimsPerHour: number;
}

const costCases = (parts: Parts, work: Work, nodes: Nodes = { discount: 0, reclaimsPerHour: 0 }): CostCases => ({
  p50: costCase(work.itemSeconds.p50, parts, work, nodes),
  p95: costCase(work.itemSeconds.p95, parts, work, nodes),
});

interface Parts {
  readonly agentCount: number;
  readonly agentHour: number;
  readonly stateHour: number;
  readonly storageHour: number;
}

function costCase(seconds: number, parts: Parts, work: Work, { discount, reclaimsPerHour }: Nodes): CostCase {
  const { items } = work;
  const workSeconds = items * seconds;
  // On average a reclaimed item is half done, and restarts after a delay.
  const restarts = (reclaimsPerHour * workSeconds) / HOUR;
  const lostSeconds = restarts * (seconds / 2 + RESTART_SECONDS);
  const rounds = Math.max(
    seconds * Math.ceil(items / parts.agentCount),
    (workSeconds + lostSeconds) / parts.agentCount,
  );
  const hours = (work.otherSeconds + (items === 0 ? 0 : rounds)) / HOUR;
  const agents = hours * parts.agentHour * (1 - discount);
  const [state, storage, model] = [hours * parts.stateHour, hours * parts.storageHour, items * work.modelPerItem];
  return { hours, agents, state, storage, model, total: agents + state + storage + model, restarts };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function priceOfHour({ spec, count }: Pods, { cpuHour, memoryGibHour }: PriceFacts): number {
  const cpu = units(podAmount(spec, 'requests', 'cpu'), parseQuantity('1'));
  const memory = units(podAmount(spec, 'requests', 'memory'), GIB);
  return count * (cpu * cpuHour + memory * memoryGibHour);
}

const storageGib = (objects: readonly ReviewedObject[]): number =>
  sum(
    claimsOf(objects).map(({ spec, count }) => count * units(amountIn(spec.resources?.requests, 'storage', 0n), GIB)),
  );

const GIB = parseQuantity('1Gi');
/** Precision kept when an exact amount becomes a number. */
const EXACT = 1_000_000n;
const units = (amount: Amount, unit: Amount): number => Number((amount * EXACT) / unit) / Number(EXACT);
