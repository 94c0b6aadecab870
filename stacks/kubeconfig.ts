import { plainYaml } from './plain-yaml';

/** The parts of a kubeconfig that decide how a cluster is reached. */
export interface ReachedCluster {
  readonly context: string;
  /** Address of the API server. */
  readonly server: string;
  /** The validated kubeconfig as JSON; clients get this instead of the text, which they might parse differently. */
  readonly checked: string;
}

/**
 * Credential plugins of the large clouds, by the bare name that kubectl looks up on the PATH. A kubeconfig can name any
 * program for its reader to run, so other programs are run only if the user has allowed them.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export const EXEC_PLUGINS = ['aws', 'aws-iam-authenticator', 'gke-gcloud-auth-plugin', 'kubelogin'];

/**
 * Variables that a kubeconfig may set for them. Others decide which program a name means (`PATH`), or what it loads or
 * starts (`LD_PRELOAD`, `PYTHONPATH`, `AWS_CONFIG_FILE` with its `credential_process`).
 */
const EXEC_VARIABLES = [
  ...['AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_STS_REGIONAL_ENDPOINTS', 'AWS_ROLE_ARN'],
  ...['AAD_LOGIN_METHOD', 'AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'USE_GKE_GCLOUD_AUTH_PLUGIN'],
];

interface Kubeconfig {
  readonly 'current-context'?: unknown;
  readonly contexts?: readonly Named<'context', { readonly cluster?: string; readonly user?: string }>[];
  readonly clusters?: readonly Named<'cluster', { readonly server?: string }>[];
  readonly users?: readonly Named<'user', User>[];
}
type Named<Field extends string, T> = { readonly name?: string } & { readonly [Key in Field]?: T };
interface User {
  readonly exec?: { readonly command?: unknown; readonly env?: unknown };
  readonly 'auth-provider'?: { readonly name?: unknown };
}

/**
 * Check a kubeconfig before anything uses it. Messages repeat nothing of it but names.
 *
 * @param origin how messages refer to it.
 * @param context to use. @default - its current context
 * @param allowed programs that it may start in addition to {@link EXEC_PLUGINS}.
 * @throws Error if it is no kubeconfig or {@link plainYaml}, lacks the context, or starts a program that is not
 *   allowed.
 */
export function checkedKubeconfig(
  text: string,
  { origin, context, allowed = [] }: { origin: string; context?: string; allowed?: readonly string[] },
): ReachedCluster {
  const config = parsed(text, origin);
  const wanted = context ?? config['current-context'];
  const names = namesOf(config.contexts);
  const chosen = config.contexts?.find(({ name }) => name === wanted)?.context;
  if (typeof wanted !== 'string' || !chosen)
    throw new Error(
      `'context' must be one of ${names.join(', ') || 'none'} in ${origin}, got ${wanted ?? 'none'}: ` +
        'set it to the one that reaches the cluster of this stack',
    );
  checkUser(config.users?.find(({ name }) => name === chosen.user)?.user ?? {}, allowed, origin);
  const server = config.clusters?.find(({ name }) => name === chosen.cluster)?.cluster?.server;
  if (!server)
    throw new Error(
      `'context' must name a cluster with a server, got ${wanted} in ${origin}: ask the cluster's administrator`,
    );
  return { context: wanted, server, checked: JSON.stringify(config) };
}

function checkUser(user: User, allowed: readonly string[], origin: string): void {
  const provider = user['auth-provider'];
  if (provider)
    throw new Error(
      `'auth-provider' must not be used, got one in ${origin}: Kubernetes dropped it, get a kubeconfig with an exec plugin`,
    );
  const command = user.exec?.command;
  const known = [...EXEC_PLUGINS, ...allowed];
  if (command === undefined || allowed.includes(command as string)) return;
  if (!known.includes(command as string))
    throw new Error(
      `'exec' must start one of ${known.join(', ')}, got ${JSON.stringify(command)} in ${origin}: ` +
        'add it to execPlugins if you know what it does',
    );
  checkVariables(user.exec?.env, origin);
}

/** Not called for plugins that the user allowed by name: those may be anything. */
function checkVariables(env: unknown, origin: string): void {
  for (const variable of Array.isArray(env) ? env : []) {
    const { name } = Object(variable) as { readonly name?: unknown };
    if (EXEC_VARIABLES.includes(name as string)) continue;
    throw new Error(
      `'exec.env' must set none but ${EXEC_VARIABLES.join(', ')}, got ${JSON.stringify(name)} in ${origin}: ` +
        'set it where prodigy-k8s starts, or add the plugin to execPlugins if you know what it does',
    );
  }
}

function parsed(text: string, origin: string): Kubeconfig {
  const read = plainYaml(text);
  if ('value' in read && isKubeconfig(read.value)) return read.value;
  const { obstacle = 'something else', place = '' } = 'value' in read ? {} : read;
  throw new Error(
    `'kubeconfig' must be a kubeconfig of plain YAML, got ${obstacle} in ${origin}${place}: kubectl config view --raw prints one`,
  );
}

/** Its lists, if present, contain objects. */
function isKubeconfig(value: unknown): value is Kubeconfig {
  if (!isObject(value)) return false;
  const lists = [value.contexts, value.clusters, value.users];
  return lists.every((list) => list === undefined || (Array.isArray(list) && list.every(isObject)));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const namesOf = (list: readonly { readonly name?: string }[] = []): string[] => list.flatMap(({ name }) => name ?? []);

/** Where Kubernetes mounts what a pod needs to reach the API server. */
export const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The kubeconfig of the pod's own service account. It refers to the files that the kubelet keeps up to date and
 * contains no token, so it is not secret.
 *
 * @throws Error if the program does not run in a pod.
 */
export function inClusterKubeconfig(env: Readonly<Record<string, string | undefined>>): string {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (!host)
    throw new Error(
      "'authentication' must be kubeconfig or inline outside of a pod, got in-cluster: " +
        'pulumi config set authentication kubeconfig, with kubeconfigPath and context',
    );
  const name = 'in-cluster';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster: { server, 'certificate-authority': `${SERVICE_ACCOUNT}/ca.crt` } }],
    users: [{ name, user: { tokenFile: `${SERVICE_ACCOUNT}/token` } }],
  });
}
