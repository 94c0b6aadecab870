/** Labels and annotations of a run's objects. Written by `constructs/`; read by selectors, people and command line. */

/** Value of `app` and `app.kubernetes.io/name` on every object. */
export const APP = 'prodigy';

export const Label = {
  /** Always `prodigy`. */
  APP: 'app',
  /** Slug of the workflow's name, at most 63 characters. */
  WORKFLOW: 'workflow',
  /** Always `prodigy`. */
  NAME: 'app.kubernetes.io/name',
  /** The run id, or the namespace for tenant objects. */
  INSTANCE: 'app.kubernetes.io/instance',
  /** A {@link Component}. */
  COMPONENT: 'app.kubernetes.io/component',
  /** Always `prodigy`. */
  PART_OF: 'app.kubernetes.io/part-of',
  /** Always `prodigy-k8s`. */
  MANAGED_BY: 'app.kubernetes.io/managed-by',
  /** The run id: selects everything that belongs to a run. */
  RUN_ID: 'prodigy.io/run-id',
  /** `standard` or `mapreduce`, on the Job. */
  MODE: 'prodigy.io/mode',
} as const;

/** Value of `app.kubernetes.io/managed-by`. */
export const MANAGED_BY = 'prodigy-k8s';

/** Values of `app.kubernetes.io/component`. */
export const Component = {
  AGENT: 'agent',
  WORKSPACE: 'workspace',
  QUEUE: 'queue',
  CONFIG: 'config',
  ACCESS: 'access',
  CREDENTIALS: 'credentials',
  NETWORK: 'network',
  REPORT: 'report',
  TENANT: 'tenant',
  REPOSITORY_CACHE: 'repo-cache',
} as const;
export type Component = (typeof Component)[keyof typeof Component];

export const Annotation = {
  /** Set on the Job by `cancel`, read by the workspace server: the reason, passed on to the agents. */
  CANCEL: 'prodigy.io/cancel',
  /**
   * Set on the Job by `cancel --drain`, read by the workspace server: the reason, passed on to the leader, which ends
   * the run once items in progress have finished.
   */
  DRAIN: 'prodigy.io/drain',
  /** On the Job of an active run: its `Progress` as JSON. Written by the workspace server, read by the command line. */
  PROGRESS: 'prodigy.io/progress',
  /** On the Job of an elastic run: the maximum number of agents. Changed by `scale`, read by the workspace server. */
  MAX_AGENTS: 'prodigy.io/max-agents',
  /** Set on the Job by `restart` while it holds the agents back; if left there, an interrupted restart can go on. */
  RESTART: 'prodigy.io/restart',
  /**
   * On the Job of a run that could continue: the TTL in seconds that it would have had after its end. Written by the
   * workspace server, which keeps the Job; restored once the run is complete, and on a recreated Job.
   */
  TTL: 'prodigy.io/ttl-seconds',
  /** On a tenant's objects deployed by Pulumi: the stack that deployed them, as `project/stack`. */
  STACK: 'prodigy.io/stack',
} as const;
