import { formatRunRedis, parseRunRedis, type RunRedis } from './existing-redis';
import { Limit } from './limits';
import { checkedParameters, type Parameters } from './parameters';
import { formatRunPullRequest, parseRunPullRequest, type RunPullRequest } from './pull-request';

/** Everything but the workflow that a run's pods must know; stored as `config.env` in the run's ConfigMap. */
export interface RunConfig extends GitAuthSettings {
  readonly runId: string;
  readonly namespace: string;
  /** URL of origin, without credentials. */
  readonly repositoryUrl: string;
  /** Branch, tag or commit that the run starts from. */
  readonly revision: string;
  /** Branch that the result is meant for: `merge.target_branch`. */
  readonly targetBranch: string;
  /** `branch`: push only `prodigy/{id}`; `target`: also the target branch, by fast-forward. */
  readonly publish: 'branch' | 'target';
  /** The pull request to open for the result; undefined for none. */
  readonly pullRequest?: RunPullRequest;
  /** What happens to the claims once the run is over and published. */
  readonly cleanupPolicy: 'delete' | 'retain';
  /** Number of agents, the maximum if the run is elastic; a fixed number is the Job's parallelism and completions. */
  readonly agents: number;
  /** Agents that an elastic run starts with and scales down to; undefined if their number is fixed. */
  readonly minAgents?: number;
  /** Value of `$ARG`; undefined if there is none. */
  readonly argument?: string;
  /** Values for `${name}` and `$name`, by name; undefined if there are none. */
  readonly parameters?: Parameters;
  /** The selected profile of the workflow; undefined for none. */
  readonly profile?: string;
  /** A Redis that the run does not own; undefined if it has its own or needs none. */
  readonly redis?: RunRedis;
  /** URL of a mirror to fetch objects from first; origin provides the rest. Undefined for none. */
  readonly repositoryCache?: string;
  /** Commits of history to clone from origin; undefined for all. Only for runs that merge nothing. */
  readonly depth?: number;
  /** Whether agents clone everything, or file contents on demand. */
  readonly agentClone?: 'whole' | 'blobless';
  /** Folders that agents check out, with the files in their parent folders; undefined for everything. */
  readonly sparsePaths?: readonly string[];
  /** Whether Git LFS files are fetched; if undefined, they stay pointers. */
  readonly lfs?: boolean;
  /** Whether submodules are checked out; if undefined, their folders stay empty. */
  readonly submodules?: boolean;
  readonly timing: RunTiming;
}

/** How the workspace pod authenticates at origin; contains no secrets. */
export interface GitAuthSettings {
  /** Which key of the run's Secret is used: `git-ssh-key`, `git-token`, `github-app-key`, or none. */
  readonly gitAuth: 'ssh-key' | 'token' | 'github-app' | 'anonymous';
  /** User name sent with a token; empty to send none. */
  readonly gitUsername: string;
  /** Lines in OpenSSH's `known_hosts` format; only for `ssh-key`. */
  readonly gitKnownHosts?: string;
  /** The App's id or client id; only for `github-app`. */
  readonly gitHubAppId?: string;
  /** The App's installation id; only for `github-app`. */
  readonly gitHubInstallationId?: string;
  /** URL of GitHub's API, without a trailing slash; only for `github-app`. */
  readonly gitHubApiUrl?: string;
}

/** How quickly a run detects lost agents, in seconds. Tests use smaller values. */
export interface RunTiming {
  /** Lifetime of the leader's lease unless renewed. */
  readonly leaseSeconds: number;
  /** Lifetime of an agent's lock on its item unless renewed. */
  readonly lockSeconds: number;
}

/** A leader is replaced within the lease plus one election round, under 20 s; BullMQ's default lock lasts 30 s. */
export const DEFAULT_TIMING: RunTiming = { leaseSeconds: 12, lockSeconds: 30 };

const KEYS = {
  runId: 'PRODIGY_RUN_ID',
  namespace: 'PRODIGY_NAMESPACE',
  repositoryUrl: 'PRODIGY_REPOSITORY_URL',
  revision: 'PRODIGY_REVISION',
  targetBranch: 'PRODIGY_TARGET_BRANCH',
  publish: 'PRODIGY_PUBLISH',
  pullRequest: 'PRODIGY_PULL_REQUEST',
  cleanupPolicy: 'PRODIGY_CLEANUP_POLICY',
  agents: 'PRODIGY_AGENTS',
  minAgents: 'PRODIGY_MIN_AGENTS',
  argument: 'PRODIGY_ARGUMENT',
  parameters: 'PRODIGY_PARAMETERS',
  profile: 'PRODIGY_PROFILE',
  redis: 'PRODIGY_REDIS',
  gitAuth: 'PRODIGY_GIT_AUTH',
  gitUsername: 'PRODIGY_GIT_USERNAME',
  repositoryCache: 'PRODIGY_REPOSITORY_CACHE',
  gitKnownHosts: 'PRODIGY_GIT_KNOWN_HOSTS',
  gitHubAppId: 'PRODIGY_GITHUB_APP_ID',
  gitHubInstallationId: 'PRODIGY_GITHUB_INSTALLATION_ID',
  gitHubApiUrl: 'PRODIGY_GITHUB_API_URL',
  depth: 'PRODIGY_DEPTH',
  agentClone: 'PRODIGY_AGENT_CLONE',
  sparsePaths: 'PRODIGY_SPARSE_PATHS',
  lfs: 'PRODIGY_LFS',
  submodules: 'PRODIGY_SUBMODULES',
  leaseSeconds: 'PRODIGY_LEASE_SECONDS',
  lockSeconds: 'PRODIGY_LOCK_SECONDS',
} as const;

/** Print a configuration as `KEY="value"` lines, sorted; values are JSON strings, so that any text survives. */
export function formatRunConfig(config: RunConfig): string {
  const { timing, ...rest } = config;
  const sparsePaths = rest.sparsePaths?.join('\n');
  const parameters = rest.parameters && JSON.stringify(rest.parameters);
  const redis = rest.redis && formatRunRedis(rest.redis);
  const pullRequest = rest.pullRequest && formatRunPullRequest(rest.pullRequest);
  const flat: Record<string, unknown> = { ...rest, ...timing, sparsePaths, parameters, redis, pullRequest };
  return Object.entries(KEYS)
    .filter(([field]) => flat[field] !== undefined)
    .map(([field, key]) => `${key}=${JSON.stringify(String(flat[field]))}`)
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Read what {@link formatRunConfig} printed.
 * @throws Error naming the invalid line or key.
 */
export function parseRunConfig(text: string): RunConfig {
  const values = new Map(
    text
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map(parseLine),
  );
  const get = (field: keyof typeof KEYS): string => {
    const value = values.get(KEYS[field]);
    if (value === undefined) throw new Error(`'${KEYS[field]}' must be set in config.env: render the run again`);
    return value;
  };
  return {
    runId: get('runId'),
    namespace: get('namespace'),
    repositoryUrl: get('repositoryUrl'),
    revision: get('revision'),
    targetBranch: get('targetBranch'),
    publish: oneOf(KEYS.publish, get('publish'), ['branch', 'target']),
    pullRequest: pullRequestIn(values.get(KEYS.pullRequest)),
    cleanupPolicy: oneOf(KEYS.cleanupPolicy, get('cleanupPolicy'), ['delete', 'retain']),
    agents: integer(KEYS.agents, get('agents'), Limit.AGENTS),
    minAgents: optionalInteger(KEYS.minAgents, values, Limit.AGENTS),
    argument: values.get(KEYS.argument),
    parameters: parametersIn(values.get(KEYS.parameters)),
    profile: values.get(KEYS.profile),
    redis: redisIn(values.get(KEYS.redis)),
    gitAuth: oneOf(KEYS.gitAuth, get('gitAuth'), ['ssh-key', 'token', 'github-app', 'anonymous']),
    gitUsername: get('gitUsername'),
    repositoryCache: values.get(KEYS.repositoryCache),
    gitKnownHosts: values.get(KEYS.gitKnownHosts),
    gitHubAppId: values.get(KEYS.gitHubAppId),
    gitHubInstallationId: values.get(KEYS.gitHubInstallationId),
    gitHubApiUrl: values.get(KEYS.gitHubApiUrl),
    depth: optionalInteger(KEYS.depth, values, Limit.DEPTH),
    agentClone: values.has(KEYS.agentClone)
      ? oneOf<'whole' | 'blobless'>(KEYS.agentClone, get('agentClone'), ['whole', 'blobless'])
      : undefined,
    sparsePaths: values.get(KEYS.sparsePaths)?.split('\n'),
    lfs: values.has(KEYS.lfs) ? flag(KEYS.lfs, get('lfs')) : undefined,
    submodules: values.has(KEYS.submodules) ? flag(KEYS.submodules, get('submodules')) : undefined,
    timing: {
      leaseSeconds: integer(KEYS.leaseSeconds, get('leaseSeconds'), 3600),
      lockSeconds: integer(KEYS.lockSeconds, get('lockSeconds'), 3600),
    },
  };
}

function parametersIn(text: string | undefined): Parameters | undefined {
  if (text === undefined) return undefined;
  try {
    return checkedParameters(JSON.parse(text) as Parameters);
  } catch (error) {
    throw new Error(`'${KEYS.parameters}' must hold parameters, got others: ${(error as Error).message}`);
  }
}

const pullRequestIn = (text: string | undefined): RunPullRequest | undefined =>
  text === undefined ? undefined : parseRunPullRequest(text);

const redisIn = (text: string | undefined): RunRedis | undefined =>
  text === undefined ? undefined : parseRunRedis(text);

function parseLine(line: string): [string, string] {
  const match = /^([A-Z_]+)=(".*")$/.exec(line);
  if (!match) throw new Error(`'config.env' must hold KEY="value" lines, got ${line}: render the run again`);
  return [match[1] as string, JSON.parse(match[2] as string) as string];
}

function oneOf<T extends string>(key: string, value: string, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) throw new Error(`'${key}' must be one of ${allowed.join(', ')}, got ${value}`);
  return value as T;
}

function optionalInteger(key: string, values: ReadonlyMap<string, string>, max: number): number | undefined {
  const value = values.get(key);
  return value === undefined ? undefined : integer(key, value, max);
}

const flag = (key: string, value: string): boolean => oneOf(key, value, ['true', 'false']) === 'true';

function integer(key: string, value: string, max: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > max)
    throw new Error(`'${key}' must be an integer from 1 to ${max}, got ${value}`);
  return number;
}
