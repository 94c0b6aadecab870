import { REPOSITORY_CACHE, redisName, workspaceName } from './names';

/** TCP ports inside a run's namespace. */
export const Port = {
  /** Workspace server: JSON and git over plain HTTP (the threat model says why). */
  WORKSPACE: 8080,
  REDIS: 6379,
  /** Repository cache: git over plain HTTP. */
  REPOSITORY_CACHE: 8080,
  /** Prometheus metrics of workspace server and repository cache; health checks on agents. */
  METRICS: 9464,
} as const;

/** Path that Prometheus scrapes. */
export const METRICS_PATH = '/metrics';

/** UID and GID of this project's containers. */
export const USER_ID = 1000;

/** Address of a run's workspace server as seen from the run's namespace. */
export const workspaceUrl = (runId: string): string => `http://${workspaceName(runId)}:${Port.WORKSPACE}`;

/** Host name of a run's Redis: its Service. */
export const redisHost = (runId: string): string => redisName(runId);

/** Address of the namespace's repository cache as seen from its namespace. */
export const REPOSITORY_CACHE_URL = `http://${REPOSITORY_CACHE}:${Port.REPOSITORY_CACHE}`;

/** Subcommands of the program in the container. */
export const Program = {
  /** Clone origin's repository onto the claim (init container of the workspace pod). */
  CLONE: 'clone',
  /** Serve repository, journal and lease; publish; report. */
  WORKSPACE: 'workspace',
  /** Lead the run or process items. */
  AGENT: 'agent',
  /** Write Redis' configuration, including the run's password (init container of the Redis pod). */
  REDIS_CONFIG: 'redis-config',
  /** Print what a run's claim holds: `events`, `dead-letters`, `event-stream` or `logs`. */
  READ: 'read',
  /** Keep mirrors of repositories and serve them to workspace pods. */
  CACHE: 'cache',
} as const;
