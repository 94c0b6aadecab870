/**
 * A metric of a run or of the repository cache for Prometheus: name, unit and labels; read by alerts and dashboards.
 * The workspace server writes a run's metrics: it knows items, merges and leaders itself, agents send it the rest. No
 * label is unbounded in a long run: items, attempts and steps are in logs and traces.
 */
export interface Metric {
  /** Follows Prometheus' conventions: unit in the plural, `_total` for counters. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Values of each label. */
  readonly labels: { readonly [label: string]: readonly string[] };
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
}

/** Seconds: from a shell command to a long model session. */
const SECONDS = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

const PHASES = ['commands', 'setup', 'map', 'reduce', 'merge'];

const metric = <M extends Metric>(definition: M): M => definition;

/** Metrics that the workspace server collects itself. */
export const RunMetric = {
  ITEMS: metric({
    name: 'prodigy_items_total',
    type: 'counter',
    help: 'Items that have ended, by outcome.',
    labels: { outcome: ['merged', 'unchanged', 'dead', 'skipped'] },
  }),
  ITEMS_IN_PROGRESS: metric({
    name: 'prodigy_items_in_progress',
    type: 'gauge',
    help: 'Items that an agent has begun and that have not ended, merging included.',
    labels: {},
  }),
  QUEUE_DEPTH: metric({
    name: 'prodigy_queue_depth',
    type: 'gauge',
    help: 'Items that no agent has begun yet.',
    labels: {},
  }),
  ITEM_DURATION: metric({
    name: 'prodigy_item_duration_seconds',
    type: 'histogram',
    help: 'Time from the begin of the attempt that counted to its end.',
    labels: {},
    buckets: SECONDS,
  }),
  ITEM_RETRIES: metric({
    name: 'prodigy_retries_total',
    type: 'counter',
    help: 'Attempts at items after the first, whatever became of the first.',
    labels: {},
  }),
  MERGES: metric({
    name: 'prodigy_merges_total',
    type: 'counter',
    help: 'Merges of items into the session, by result, since this server started.',
    labels: { result: ['merged', 'conflict'] },
  }),
  LEADER_CHANGES: metric({
    name: 'prodigy_leader_changes_total',
    type: 'counter',
    help: 'How often an agent became the leader.',
    labels: {},
  }),
  CLAUDE_TOKENS: metric({
    name: 'prodigy_claude_tokens_total',
    type: 'counter',
    help: 'Tokens of models, recorded when the item or step that took them has ended.',
    labels: { direction: ['input', 'output', 'cache_read', 'cache_creation'] },
  }),
  CLAUDE_COST: metric({
    name: 'prodigy_claude_cost_usd_total',
    type: 'counter',
    help: 'US dollars that models cost, as the claude command line tells.',
    labels: {},
  }),
} as const;

/** Metrics that agents send to the workspace server: agents are too short-lived to be scraped. */
export const AgentMetric = {
  STEP_DURATION: metric({
    name: 'prodigy_step_duration_seconds',
    type: 'histogram',
    help: 'Time that one execution of the command of a step took.',
    labels: {
      phase: PHASES,
      kind: ['shell', 'claude', 'write_file', 'foreach'],
      outcome: ['succeeded', 'failed', 'timed_out'],
    },
    buckets: SECONDS,
  }),
} as const;

/** Metrics of the repository cache; its log says which mirror each event was about. */
export const CacheMetric = {
  MIRRORS: metric({
    name: 'prodigy_cache_mirrors',
    type: 'gauge',
    help: 'Mirrors by what they serve: what origin had at the last look, an older state, or nothing yet.',
    labels: { state: ['fresh', 'stale', 'missing'] },
  }),
  REFRESHES: metric({
    name: 'prodigy_cache_refreshes_total',
    type: 'counter',
    help: 'Looks of mirrors at their origins, by result.',
    labels: { result: ['succeeded', 'failed'] },
  }),
  REFRESH_DURATION: metric({
    name: 'prodigy_cache_refresh_duration_seconds',
    type: 'histogram',
    help: 'Time that one look at an origin took, what was fetched included.',
    labels: {},
    buckets: SECONDS,
  }),
  REQUESTS: metric({
    name: 'prodigy_cache_requests_total',
    type: 'counter',
    help: 'Requests of runs, by answer: who is refused asks origin.',
    labels: { answer: ['served', 'refused', 'failed'] },
  }),
} as const;

/** Values of one metric measured by an agent. */
export interface Measurements {
  /** Name of an {@link AgentMetric}. */
  readonly metric: string;
  readonly labels: { readonly [label: string]: string };
  readonly values: readonly number[];
}

/** Maximum number of values in one call. */
export const MOST_MEASUREMENTS = 10_000;

/** The agent metric with this name; undefined if there is none. */
export const agentMetric = (name: string): Metric | undefined =>
  Object.values(AgentMetric).find((known) => known.name === name);
