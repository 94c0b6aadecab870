/** Environment variables that manifests and program agree on. */
export const Env = {
  /** Set by the Job controller on agents: index of this agent, 0 … parallelism-1. */
  AGENT_INDEX: 'JOB_COMPLETION_INDEX',
  /** Set by `constructs/` from the pod's own fields (downward API) on agents and workspace. */
  POD_NAME: 'PRODIGY_POD_NAME',
  POD_UID: 'PRODIGY_POD_UID',
  /** Set by `constructs/` on agents: seconds between SIGTERM and SIGKILL. */
  GRACE_SECONDS: 'PRODIGY_GRACE_SECONDS',
  /** Set by `constructs/` on every container of a run: the run id. */
  WORKFLOW_ID: 'WORKFLOW_ID',
  /** Set by `constructs/` on every container if the cluster's facts set it: the lowest {@link LogLevel} to log. */
  LOG_LEVEL: 'PRODIGY_LOG_LEVEL',
  /** Set by `constructs/` where an askpass helper answers git: the mounted token file and the user name to send. */
  GIT_TOKEN_FILE: 'PRODIGY_GIT_TOKEN_FILE',
  GIT_USERNAME: 'PRODIGY_GIT_USERNAME',
  /** Set by `constructs/` where the program itself reads a key: folder of the mounted keys for origin. */
  GIT_SECRETS: 'PRODIGY_GIT_SECRETS',
  /** Set by tests only, on clone and workspace: protocols allowed for origin besides https, joined by colons. */
  TEST_ORIGIN_PROTOCOLS: 'PRODIGY_TEST_ORIGIN_PROTOCOLS',
  /** Set by `constructs/` on agents if the run adds variables: their names, joined by commas; steps get these too. */
  STEP_VARIABLES: 'PRODIGY_STEP_VARIABLES',
  /** Set by the engine on every step: tells commands that no person is watching. */
  AUTOMATION: 'PRODIGY_AUTOMATION',
  /** Set by the engine on commands that validate a step's work. */
  VALIDATION: 'PRODIGY_VALIDATION',
  /** Set by the engine on every step of a run with arguments: the argument. */
  ARG: 'ARG',
  /** Set by the engine on every step of a run with arguments: the argument, under Prodigy's own name. */
  PRODIGY_ARG: 'PRODIGY_ARG',
  /** Set by the engine on every step of a run with arguments: the argument, as Prodigy names the first of several. */
  ARG_1: 'ARG_1',
  /** Set by the engine on every step: path of the checkout. */
  PRODIGY_WORKTREE: 'PRODIGY_WORKTREE',
  PROJECT_ROOT: 'PROJECT_ROOT',
  WORKTREE: 'WORKTREE',
  /** Set by the engine on every step: number of the iteration; a run has only one. */
  ITERATION: 'ITERATION',
} as const;

/** git's own: file with the only certificate authorities to trust. */
export const GIT_CA_VARIABLE = 'GIT_SSL_CAINFO';

/** OpenTelemetry's own: URL of the trace collector. Set by `constructs/` where the cluster has one. */
export const TRACE_COLLECTOR_VARIABLE = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** Log levels, most verbose first. Output of steps is `info`. */
export const LOG_LEVELS = ['info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
