/** Bounds that several parts must agree on, with their reasons. */
export const Limit = {
  /** Agents of one run: they share the queue, so more items need more time, not more agents. */
  AGENTS: 1000,
  /** Indexes of a Job whose agents come and go; above, the API server warns of the size of its status. */
  AGENT_INDEXES: 100_000,
  /** Agents when nothing says otherwise. */
  DEFAULT_AGENTS: 10,
  /** Commits of history of a shallow clone; more is the whole history's business. */
  DEPTH: 10_000,
  /** Submodules of a run, nested ones included: each is fetched from origin before anything starts. */
  SUBMODULES: 200,
  /** Submodules within submodules. */
  SUBMODULE_DEPTH: 5,
  /** Bytes of untracked and ignored files that a checkpoint or setup carries. */
  SNAPSHOT_BYTES: 50 * 1024 * 1024,
  /** Bytes of the report's ConfigMap: status is read often, and etcd is shared. */
  REPORT_BYTES: 16 * 1024,
  /** Bytes of one value handed to a step through the environment; Linux refuses strings above 128 KiB. */
  ENVIRONMENT_BYTES: 100 * 1024,
  /** Bytes of one argument of a program; Linux counts the NUL after it as well (`MAX_ARG_STRLEN`). */
  ARGUMENT_BYTES: 128 * 1024 - 1,
  /** Bytes of output kept of one step; the rest is streamed to the log and dropped. */
  STEP_OUTPUT_BYTES: 1024 * 1024,
  /** Bytes of an item that travel in the queue; larger items travel by reference. */
  QUEUE_PAYLOAD_BYTES: 64 * 1024,
  /** Agent starts without a step or item finished in between after which the run is given up. */
  FRUITLESS_STARTS: 10,
  /** Stalls (agent lost) after which an item is a dead letter with the reason `agent died`. */
  STALLED_COUNT: 10,
  /** Dead letters of a local run that are kept, the newest, as Prodigy keeps them. */
  DEAD_LETTERS: 1000,
  /** Days that they are kept, as in Prodigy. */
  DEAD_LETTER_DAYS: 30,
  /** Seconds between two looks of the repository cache at an origin: a day. */
  CACHE_REFRESH_SECONDS: 24 * 60 * 60,
  /** Seconds between SIGTERM and SIGKILL of an agent, where its run names no other number. */
  AGENT_GRACE_SECONDS: 60,
  /**
   * Seconds of an agent's grace period that its step does not get: SIGTERM to the step's processes and, 5 s later,
   * SIGKILL; the item goes back to the queue, the lease to the workspace server, and the last numbers are told.
   */
  DRAIN_MARGIN_SECONDS: 15,
  /** Seconds that an agent looks for its workspace server before it exits `CANNOT_WORK`. */
  WORKSPACE_PATIENCE_SECONDS: 15 * 60,
} as const;
