/** Paths inside the containers of a run. Mounted by `constructs/`, read by `runtime/`. */
export const Path = {
  /** The ConfigMap of the run, read-only. */
  CONFIG: '/config',
  WORKFLOW_FILE: '/config/workflow.yaml',
  CONFIG_FILE: '/config/config.env',
  /** Items in place of those that `map.input` names; there only where the run is given some. */
  GIVEN_ITEMS_FILE: '/config/items.json',
  /** Authorities that origin is trusted by, PEM; there only where the run names them. */
  CA_CERTIFICATES_FILE: '/config/ca-certificates.pem',
  /** What the repository cache mirrors, and how. */
  CACHE_CONFIG_FILE: '/config/cache.json',
  /** The run's report in agents; empty until the run is over. */
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
  /** Folder of the projected token for the run's workspace server; /var/run is /run in images, so no other mount may be. */
  WORKSPACE_TOKEN: '/var/run/secrets/prodigy.io',
  WORKSPACE_TOKEN_FILE: '/var/run/secrets/prodigy.io/token',
  /** Where client libraries look for the API token; mounted in the workspace server's container alone. */
  API_ACCESS: '/var/run/secrets/kubernetes.io/serviceaccount',
  HOME: '/home/prodigy',
  TEMPORARY: '/tmp',
  /** Memory-backed folder of the Redis pod with the generated configuration. */
  REDIS_CONFIG: '/run/prodigy',
  REDIS_CONFIG_FILE: '/run/prodigy/redis.conf',
  /** Redis' data folder, on its claim. */
  REDIS_DATA: '/data',
  /** Helper that answers git's questions for user name and password, in the image. */
  ASKPASS: '/usr/local/bin/prodigy-askpass',
} as const;

/** File of one key of the run's Secret. */
export const secretFile = (key: string): string => `${Path.SECRETS}/${key}`;

/** Keys of the run's Secret; a workflow's own keys are named as the workflow names them. */
export const SecretKey = {
  CLAUDE_API_KEY: 'claude-api-key',
  GIT_TOKEN: 'git-token',
  GIT_SSH_KEY: 'git-ssh-key',
  GITHUB_APP_KEY: 'github-app-key',
} as const;

/** Keys of origin: for the workspace pod alone. */
export const ORIGIN_KEYS: readonly string[] = [SecretKey.GIT_TOKEN, SecretKey.GIT_SSH_KEY, SecretKey.GITHUB_APP_KEY];
