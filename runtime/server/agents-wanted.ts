/** The state of an elastic run at one moment. */
export interface Demand {
  /** Items without an end, except those that wait for their next attempt. */
  readonly backlog: number;
  /** Average duration of an item in milliseconds; undefined until one has ended. */
  readonly itemMs?: number;
  /** Desired number of agents of the Job, without those that were told to leave. */
  readonly agents: number;
  /** How many of them have a pod: fewer if a quota refuses pods, or the Job controller is still creating them. */
  readonly made: number;
  readonly min: number;
  readonly max: number;
}

/** How many agents are wanted, and since when that is fewer than there are. */
export interface Wanted {
  readonly agents: number;
  /** Milliseconds since 1970; null if it is not fewer. */
  readonly lessSince: number | null;
}

/**
 * Amount of work that justifies another agent, in agent milliseconds: scheduling a pod, pulling its image and cloning
 * take about as long.
 */
export const WORTH_MS = 30_000;

/** Milliseconds of having too many agents before one is told to leave: it may be needed for a retry. */
export const QUIET_MS = 30_000;

/**
 * How many agents a run should have. It grows to the number that is worth starting, and shrinks to the number that has
 * something to do; between the two it stays as it is, so that it does not oscillate. Nothing more is requested until
 * Kubernetes has created what was requested last.
 *
 * @param now milliseconds since 1970.
 * @param before result of the previous call.
 */
export function agentsWanted(demand: Demand, now: number, before: Wanted): Wanted {
  const { agents, made } = demand;
  const worth = within(demand, itemsWorth(demand));
  if (worth > agents) return { agents: made < agents ? agents : worth, lessSince: null };
  const busy = within(demand, demand.backlog);
  if (busy >= agents) return { agents, lessSince: null };
  // Start over if the clock was set back.
  const lessSince = Math.min(before.lessSince ?? now, now);
  return { agents: now - lessSince >= QUIET_MS ? busy : agents, lessSince };
}

/** One agent per item, but only as many as the work justifies. Until an item has ended, they are assumed to be long. */
const itemsWorth = ({ backlog, itemMs }: Demand): number =>
  itemMs === undefined ? backlog : Math.min(backlog, Math.ceil((backlog * itemMs) / WORTH_MS));

const within = ({ min, max }: Demand, agents: number): number => Math.min(max, Math.max(min, agents));
