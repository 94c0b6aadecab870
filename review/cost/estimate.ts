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
  /** How often a spot node is reclaimed, in an hour; undefined where agents are not on spot nodes. */
  readonly reclaimsPerHour?: number;
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
    p50: costCase(work.itemSeconds.p50, parts, prices, work),
    p95: costCase(work.itemSeconds.p95, parts, prices, work),
  };
}

interface Parts {
  readonly agentCount: number;
  readonly agentHour: number;
  readonly stateHour: number;
  readonly storageHour: number;
}

function costCase(seconds: number, parts: Parts, { spotDiscount = 0 }: PriceFacts, work: Work): CostCase {
  const { items, reclaimsPerHour = 0 } = work;
  const workSeconds = items * seconds;
  // What is reclaimed is half done on average, and starts anew after a while.
  const restarts = (reclaimsPerHour * workSeconds) / HOUR;
  const lostSeconds = restarts * (seconds / 2 + RESTART_SECONDS);
  const rounds = Math.max(
    seconds * Math.ceil(items / parts.agentCount),
    (workSeconds + lostSeconds) / parts.agentCount,
  );
  const hours = (work.otherSeconds + (items === 0 ? 0 : rounds)) / HOUR;
  const agents = hours * parts.agentHour * (work.reclaimsPerHour === undefined ? 1 : 1 - spotDiscount);
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
