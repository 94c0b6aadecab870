import type { PriceFacts } from '../../contract/cluster-facts';
import { Component, Label } from '../../contract/labels';
import { type Amount, parseQuantity } from '../../contract/quantity';
import { claimsOf } from '../claims';
import { amountIn, podAmount } from '../pod-amounts';
import { type Pods, podsOf } from '../pods';
import type { ReviewedObject } from '../reviewed-object';

/** What a run is expected to do. */
export interface Work {
  readonly items: number;
  /** Seconds that an item takes: half of them at most this long, and 95 of 100. */
  readonly itemSeconds: { readonly p50: number; readonly p95: number };
  /** Seconds of the run in which no item is worked on: start, setup, reduce, merge, publishing. */
  readonly otherSeconds: number;
  /** What models cost for an item, in the currency of the prices. */
  readonly modelPerItem: number;
  /** How often a spot node is reclaimed, in an hour. */
  readonly reclaimsPerHour: number;
}

/** One case of what a run may cost. */
export interface CostCase {
  /** Hours from its start to its end. */
  readonly hours: number;
  /** Pods of agents. */
  readonly agents: number;
  /** Redis and workspace. */
  readonly state: number;
  readonly storage: number;
  readonly model: number;
  readonly total: number;
  /** Attempts that are begun anew since their node was reclaimed; 0 on demand. */
  readonly restarts: number;
}

/** What a run may cost, in the currency of the prices. */
export interface CostEstimate {
  readonly currency: string;
  readonly agentCount: number;
  /** With agents on nodes that nobody takes away. */
  readonly onDemand: CostCases;
  /** With agents on spot nodes; Redis and workspace are never there. */
  readonly spot: CostCases;
}

export interface CostCases {
  /** Half of such runs cost at most so much, were all items like the median one. */
  readonly p50: CostCase;
  /** Were all items like the one of 20 that takes longest: a bound, not an expectation. */
  readonly p95: CostCase;
}

/** Seconds that a pod takes to be where it was, after its node was reclaimed: scheduled, image there, cloned. */
const RESTART_SECONDS = 60;
/** As the prices count a month. */
const MONTH_HOURS = 730;
const HOUR = 3600;

/**
 * Estimate what a rendered run costs: what its pods ask for, times prices, times the time that it takes. Requests are
 * counted, since they are what keeps others from the nodes.
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

/** What is different about the agents' nodes. */
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
  // What is reclaimed is half done on average, and starts anew after a while.
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
/** Digits that are kept when an exact amount becomes a number. */
const EXACT = 1_000_000n;
const units = (amount: Amount, unit: Amount): number => Number((amount * EXACT) / unit) / Number(EXACT);
