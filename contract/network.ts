import { REPOSITORY_CACHE, redisName, workspaceName } from './names';

/** TCP ports inside a run's namespace. */
export const Port = {
  /** Workspace server: JSON and git over plain HTTP (the threat model says why). */
  WORKSPACE: 8080,
  REDIS: 6379,
  /** Repository cache: git over plain HTTP. */
  REPOSITORY_CACHE: 8080,
  /** Numbers for Prometheus: workspace server and repository cache; on agents their health. */
  METRICS: 9464,
} as const;

/** Where Prometheus asks for numbers. */
export const METRICS_PATH = '/metrics';

/** Uid and gid of every container of ours. */
export const USER_ID = 1000;

/** Address of a run's workspace server as seen from the run's namespace. */
export const workspaceUrl = (runId: string): string => `http://${workspaceName(runId)}:${Port.WORKSPACE}`;

/** Host name of a run's Redis: its Service. */
export const redisHost = (runId: string): string => redisName(runId);

/** Address of the namespace's repository cache as seen from its namespace. */
export const REPOSITORY_CACHE_URL = `http://${REPOSITORY_CACHE}:${Port.REPOSITORY_CACHE}`;

/** Subcommands of the program in the container. */
export const Program = {
  /** Bring origin's repository to the claim (init container of the workspace pod). */
  CLONE: 'clone',
  /** Serve repository, journal and lease; publish; report. */
  WORKSPACE: 'workspace',
  /** Lead or take items. */
  AGENT: 'agent',
  /** Write Redis' configuration with the run's password (init container of the Redis pod). */
  REDIS_CONFIG: 'redis-config',
  /** Print what a run's claim holds: `events`, `dead-letters`, `event-stream` or `logs`. */
  READ: 'read',
  /** Keep mirrors of repositories and serve them to workspace pods. */
  CACHE: 'cache',
} as const;
