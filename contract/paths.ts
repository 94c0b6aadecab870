/** Paths inside the containers of a run. Mounted by `constructs/`, read by `runtime/`. */
export const Path = {
  /** The run's ConfigMap, read-only. */
  CONFIG: '/config',
  WORKFLOW_FILE: '/config/workflow.yaml',
  CONFIG_FILE: '/config/config.env',
  /** Items that replace those of `map.input`; exists only if the run was given some. */
  GIVEN_ITEMS_FILE: '/config/items.json',
  /** Certificate authorities to trust for origin, PEM; exists only if the run sets them. */
  CA_CERTIFICATES_FILE: '/config/ca-certificates.pem',
  /** Configuration of the repository cache. */
  CACHE_CONFIG_FILE: '/config/cache.json',
  /** The run's report, mounted in agents; empty until the run is over. */
  REPORT: '/report',
  REPORT_FILE: '/report/report.json',
  /** The mirrors, on the claim of the repository cache. */
  MIRRORS: '/mirrors',
  /** The claim in the workspace pod; an emptyDir (size limited) in agents. */
  WORKSPACE: '/workspace',
  /** The run's bare repository, on the claim. */
  REPOSITORY: '/workspace/run.git',
  /** Bare repositories of the run's submodules, on the claim; clones of them in agents. */
  MODULES: '/workspace/modules',
  /** The run's journal, lease, queue password and clone outcome, on the claim. */
  STATE: '/workspace/state',
  /** One file per key of the run's Secret. Never mounted by subPath: such mounts are never updated. */
  SECRETS: '/secrets',
  /** Folder of the workspace server's projected token. /var/run is /run in images: mount nothing else at either. */
  WORKSPACE_TOKEN: '/var/run/secrets/prodigy.io',
  WORKSPACE_TOKEN_FILE: '/var/run/secrets/prodigy.io/token',
  /** Where client libraries look for the API token; mounted only in the workspace server's container. */
  API_ACCESS: '/var/run/secrets/kubernetes.io/serviceaccount',
  HOME: '/home/prodigy',
  TEMPORARY: '/tmp',
  /** Memory-backed folder of the Redis pod with the generated configuration. */
  REDIS_CONFIG: '/run/prodigy',
  REDIS_CONFIG_FILE: '/run/prodigy/redis.conf',
  /** Redis' data folder, on its claim. */
  REDIS_DATA: '/data',
  /** Helper in the image that answers git's prompts for user name and password. */
  ASKPASS: '/usr/local/bin/prodigy-askpass',
} as const;

/** File of one key of the run's Secret. */
export const secretFile = (key: string): string => `${Path.SECRETS}/${key}`;

/** Keys of the run's Secret; a workflow's own keys keep the names that it gives them. */
export const SecretKey = {
  CLAUDE_API_KEY: 'claude-api-key',
  GIT_TOKEN: 'git-token',
  GIT_SSH_KEY: 'git-ssh-key',
  GITHUB_APP_KEY: 'github-app-key',
} as const;

/** Keys for origin; only the workspace pod gets them. */
export const ORIGIN_KEYS: readonly string[] = [SecretKey.GIT_TOKEN, SecretKey.GIT_SSH_KEY, SecretKey.GITHUB_APP_KEY];
