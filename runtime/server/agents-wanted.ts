/** What is known of an elastic run at one moment. */
export interface Demand {
  /** Items that have no end yet, less those whose next attempt has to wait. */
  readonly backlog: number;
  /** How long an item took, on average, in milliseconds; undefined while none has ended. */
  readonly itemMs?: number;
  /** Agents that the Job is to have, those that were told to leave left out. */
  readonly agents: number;
  /** Those of them that have a pod: fewer where a quota refuses pods, or the Job controller is still at it. */
  readonly made: number;
  readonly min: number;
  readonly max: number;
}

/** What is wanted, and since when it is less than there is. */
export interface Wanted {
  readonly agents: number;
  /** Milliseconds since 1970; null where it is not less. */
  readonly lessSince: number | null;
}

/**
 * Work that makes another agent worth starting, in milliseconds of agents' time: a pod that is scheduled, pulls an image
 * and clones takes about as long before it does anything.
 */
export const WORTH_MS = 30_000;

/** Milliseconds that there must be too many agents before one is told: an item that is tried again finds them there. */
export const QUIET_MS = 30_000;

/**
 * How many agents a run is to have. It grows to what is worth starting, and shrinks to what has something to do: what
 * lies between is left as it is, so that it does not go up and down. Nothing more is asked for while Kubernetes has
 * not made what was asked for last.
 *
 * @param now milliseconds since 1970.
 * @param before what was wanted at the look before.
 */
export function agentsWanted(demand: Demand, now: number, before: Wanted): Wanted {
  const { agents, made } = demand;
  const worth = within(demand, itemsWorth(demand));
  if (worth > agents) return { agents: made < agents ? agents : worth, lessSince: null };
  const busy = within(demand, demand.backlog);
  if (busy >= agents) return { agents, lessSince: null };
  // A clock that was set back begins anew.
  const lessSince = Math.min(before.lessSince ?? now, now);
  return { agents: now - lessSince >= QUIET_MS ? busy : agents, lessSince };
}

/** An agent for each item, but only for as much work as is worth one. Before an item has ended they may be long. */
const itemsWorth = ({ backlog, itemMs }: Demand): number =>
  itemMs === undefined ? backlog : Math.min(backlog, Math.ceil((backlog * itemMs) / WORTH_MS));

const within = ({ min, max }: Demand, agents: number): number => Math.min(max, Math.max(min, agents));
