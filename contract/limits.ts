/** Limits that several parts share, with their reasons. */
export const Limit = {
  /** Agents per run. They share one queue; more items take more time, not more agents. */
  AGENTS: 1000,
  /** Indexes of an elastic run's Job; above this, the API server warns about the size of its status. */
  AGENT_INDEXES: 100_000,
  /** Default number of agents. */
  DEFAULT_AGENTS: 10,
  /** Commits of history in a shallow clone; for more, clone the whole history. */
  DEPTH: 10_000,
  /** Submodules of a run, including nested ones: each is fetched from origin before anything starts. */
  SUBMODULES: 200,
  /** Nesting depth of submodules. */
  SUBMODULE_DEPTH: 5,
  /** Bytes of untracked and ignored files that a checkpoint or setup snapshot includes. */
  SNAPSHOT_BYTES: 50 * 1024 * 1024,
  /** Bytes of the report's ConfigMap; it is read often, and etcd is shared. */
  REPORT_BYTES: 16 * 1024,
  /** Bytes of one environment variable of a step; Linux refuses strings above 128 KiB. */
  ENVIRONMENT_BYTES: 100 * 1024,
  /** Bytes of one program argument; Linux counts the NUL after it too (`MAX_ARG_STRLEN`). */
  ARGUMENT_BYTES: 128 * 1024 - 1,
  /** Bytes of output kept per step; the rest is streamed to the log and dropped. */
  STEP_OUTPUT_BYTES: 1024 * 1024,
  /** Bytes of an item stored in the queue; larger items are stored by reference. */
  QUEUE_PAYLOAD_BYTES: 64 * 1024,
  /** Consecutive agent starts without a finished step or item after which the run is given up. */
  FRUITLESS_STARTS: 10,
  /** Stalls (agent lost) after which an item becomes a dead letter with the reason `agent died`. */
  STALLED_COUNT: 10,
  /** Dead letters that a local run keeps, newest first, as Prodigy does. */
  DEAD_LETTERS: 1000,
  /** Days that dead letters are kept, as in Prodigy. */
  DEAD_LETTER_DAYS: 30,
  /** Longest interval in seconds between two refreshes of a mirror: a day. */
  CACHE_REFRESH_SECONDS: 24 * 60 * 60,
  /** Default number of seconds between SIGTERM and SIGKILL of an agent. */
  AGENT_GRACE_SECONDS: 60,
  /**
   * Seconds of an agent's grace period that are reserved for shutdown: SIGTERM to the step's processes and SIGKILL 5 s
   * later; returning the item to the queue and the lease to the workspace server; sending the last measurements.
   */
  DRAIN_MARGIN_SECONDS: 15,
  /** Seconds that an agent waits for its workspace server before it exits with `CANNOT_WORK`. */
  WORKSPACE_PATIENCE_SECONDS: 15 * 60,
} as const;
