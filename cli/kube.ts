import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { KubernetesObject } from '../stacks/kubernetes-object';
import { CliError } from './cli-error';
import { kubeconfigOnStdin, STDIN } from './cluster/kubeconfig-on-stdin';
import { endInTime } from './end-in-time';
import { asCliError, codeOf, noSuchKey, unlessGone, unreadable, withoutKey } from './kube-error';
import type { FollowOptions, LogEnd, LogOptions } from './pod-log';
import { unlessThrottled } from './throttled';

/** The client library is large and an ES module: loaded only when a cluster is contacted. */
const loadClient = () => import('@kubernetes/client-node');
type Client = Awaited<ReturnType<typeof loadClient>>;
type KubeConfig = InstanceType<Client['KubeConfig']>;
type ObjectApi = ReturnType<Client['KubernetesObjectApi']['makeApiClient']>;
type CoreApi = InstanceType<Client['CoreV1Api']>;
type PodLogs = InstanceType<Client['Log']>;
type AuthorizationApi = InstanceType<Client['AuthorizationV1Api']>;
type VersionApi = InstanceType<Client['VersionApi']>;
type Spec = Parameters<ObjectApi['patch']>[0];

/** An object as the API server returns it; `spec` and `status` are untrusted and read field by field. */
export interface LiveObject {
  readonly metadata?: {
    readonly name?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly namespace?: string;
    readonly creationTimestamp?: unknown;
    readonly deletionTimestamp?: unknown;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** Identity of an object: what an API URL needs. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** The few operations that this command line needs on a cluster. Each rejects with a {@link CliError}. */
export interface Kube {
  /** Server-side apply; conflicts with other managers are reported, never forced. */
  apply(object: KubernetesObject): Promise<LiveObject>;
  /** Server-side dry run of applying an object, including admission; nothing is persisted. */
  tryToApply(object: KubernetesObject): Promise<void>;
  /**
   * Create an object, or do nothing if it exists. Unlike apply, the response reveals nothing of an existing object,
   * such as a Secret's values.
   */
  create(object: KubernetesObject): Promise<void>;
  /**
   * Change keys of a Secret, all or none; other keys stay. Does not read the Secret.
   * @throws CliError if there is no such Secret, or one of the keys is not in it.
   */
  replaceKeys(secret: KubernetesObject): Promise<void>;
  /** JSON merge patch of an existing object. */
  patch(name: ObjectName, body: object): Promise<void>;
  /** Delete an object, and in the background what it owns; a missing one is ignored. */
  remove(name: ObjectName): Promise<void>;
  /** Undefined if there is no such object. */
  get(name: ObjectName): Promise<LiveObject | undefined>;
  /** Version of the API server, such as `v1.34.2`. */
  version(): Promise<string>;
  /** The log of a pod's container so far. */
  log(namespace: string, pod: string, options?: LogOptions): Promise<string>;
  /**
   * Pass on what a container has written and writes, until it ends or the signal fires.
   * @param into gets text in pieces of any length.
   * @returns whether everything was passed on, the connection broke, or the pod is gone.
   */
  followLog(namespace: string, pod: string, options: FollowOptions, into: (text: string) => void): Promise<LogEnd>;
  /** @param namespace undefined for cluster-scoped kinds. */
  list(
    apiVersion: string,
    kind: string,
    namespace: string | undefined,
    selector: string,
  ): Promise<readonly LiveObject[]>;
  /** Whether this user has a permission on a resource in the namespace. */
  may(verb: string, group: string, resource: string, namespace: string): Promise<boolean>;
}

/** Field manager of the fields that the command line sets. */
export const FIELD_MANAGER = 'prodigy-k8s';

/**
 * Connect like kubectl: the given kubeconfig (`-` is stdin), else KUBECONFIG, else ~/.kube/config, else the pod's own
 * account.
 * @param answerMs timeout of a request. Default: 65 s.
 * @throws CliError if there is no configuration or no such context.
 */
export async function connect(options: { kubeconfig?: string; context?: string }, answerMs?: number): Promise<Kube> {
  const client = await loadClient();
  const config = new client.KubeConfig();
  await loadConfig(config, options);
  endInTime(config, answerMs);
  return new ClusterKube(
    client.KubernetesObjectApi.makeApiClient(config),
    config.makeApiClient(client.CoreV1Api),
    client.PatchStrategy,
    new client.Log(config),
    config.makeApiClient(client.VersionApi),
    config.makeApiClient(client.AuthorizationV1Api),
  );
}

/** A context of a kubeconfig, and its cluster. */
export interface KubeContext {
  readonly name: string;
  readonly namespace?: string;
  readonly server?: string;
}

/** The contexts of a kubeconfig. @throws CliError if it cannot be read. */
export async function contextsIn(options: { readonly kubeconfig?: string }): Promise<KubeContext[]> {
  const config = new (await loadClient()).KubeConfig();
  await loadConfig(config, options);
  const serverOf = (cluster: string) => config.getCluster(cluster)?.server;
  return config.getContexts().map(({ name, namespace, cluster }) => ({ name, namespace, server: serverOf(cluster) }));
}

/** The client library's placeholders when there is no configuration at all. */
const NO_CONTEXT = 'loaded-context';
const NO_CLUSTER = 'http://localhost:8080';

async function loadConfig(config: KubeConfig, options: { kubeconfig?: string; context?: string }): Promise<void> {
  try {
    if (options.kubeconfig === STDIN) config.loadFromString(await kubeconfigOnStdin());
    else if (options.kubeconfig) config.loadFromFile(options.kubeconfig);
    else config.loadFromDefault();
  } catch (error) {
    throw new CliError(`'--kubeconfig' must name a readable kubeconfig: ${unreadable(error)}`);
  }
  if (config.getCurrentContext() === NO_CONTEXT && config.getCurrentCluster()?.server === NO_CLUSTER)
    throw new CliError("'--kubeconfig' must name a kubeconfig, got none: name one, or set KUBECONFIG");
  if (options.context) selectContext(config, options.context);
}

function selectContext(config: KubeConfig, context: string): void {
  const known = config.getContexts().map(({ name }) => name);
  if (!known.includes(context))
    throw new CliError(`'--context' must be one of ${known.join(', ') || 'none'}, got ${context}`);
  config.setCurrentContext(context);
}

class ClusterKube implements Kube {
  public constructor(
    private readonly api: ObjectApi,
    private readonly core: CoreApi,
    private readonly strategies: Client['PatchStrategy'],
    private readonly logs: PodLogs,
    private readonly versions: VersionApi,
    private readonly authorization: AuthorizationApi,
  ) {}

  public apply(object: KubernetesObject): Promise<LiveObject> {
    return this.ask(`apply ${object.kind} ${object.metadata?.name}`, () =>
      this.api.patch(object as Spec, undefined, undefined, FIELD_MANAGER, false, this.strategies.ServerSideApply),
    );
  }

  public tryToApply(object: KubernetesObject): Promise<void> {
    return this.ask(`apply ${object.kind} ${object.metadata?.name}`, async () => {
      const strategy = this.strategies.ServerSideApply;
      await this.api.patch(object as Spec, undefined, 'All', FIELD_MANAGER, false, strategy);
    });
  }

  public create(object: KubernetesObject): Promise<void> {
    return this.ask(`create ${object.kind} ${object.metadata?.name}`, async () => {
      try {
        await this.api.create(object as Spec, undefined, undefined, FIELD_MANAGER);
      } catch (error) {
        if (codeOf(error) !== 409) throw error;
      }
    });
  }

  public replaceKeys({ metadata, data }: KubernetesObject): Promise<void> {
    const { name, namespace = 'default' } = metadata;
    const body = Object.entries(data as Record<string, string>).map(([key, value]) => ({
      op: 'replace',
      path: `/data/${key}`,
      value,
    }));
    return this.ask(`change keys of Secret ${name}`, async () => {
      try {
        await this.core.patchNamespacedSecret({ name, namespace, body, fieldManager: FIELD_MANAGER });
      } catch (error) {
        throw withoutKey(error) ? noSuchKey(Object.keys(data as object)) : error;
      }
    });
  }

  public patch({ apiVersion, kind, name, namespace }: ObjectName, body: object): Promise<void> {
    const { metadata = {}, ...rest } = body as { metadata?: object };
    const whole = { ...rest, apiVersion, kind, metadata: { ...metadata, name, namespace } } as unknown as Spec;
    return this.ask(`change ${kind} ${name}`, async () => {
      await this.api.patch(whole, undefined, undefined, FIELD_MANAGER, undefined, this.strategies.MergePatch);
    });
  }

  public remove({ apiVersion, kind, name, namespace }: ObjectName): Promise<void> {
    const object = { apiVersion, kind, metadata: { name, namespace: namespace as string } };
    return this.ask(`delete ${kind} ${name}`, async () => {
      try {
        await this.api.delete(object, undefined, undefined, undefined, undefined, 'Background');
      } catch (error) {
        if (codeOf(error) !== 404) throw error;
      }
    });
  }

  public version(): Promise<string> {
    return this.ask('ask for its version', async () => (await this.versions.getCode()).gitVersion);
  }

  public log(namespace: string, name: string, options: LogOptions = {}): Promise<string> {
    // The response for an empty log has no body.
    return this.ask(
      `read the log of ${name}`,
      async () => (await this.core.readNamespacedPodLog({ name, namespace, ...options })) ?? '',
    );
  }

  public followLog(
    namespace: string,
    pod: string,
    options: FollowOptions,
    into: (text: string) => void,
  ): Promise<LogEnd> {
    const { container, signal, ...rest } = options;
    return this.ask(`follow the log of ${pod}`, async () => {
      const stream = new PassThrough();
      stream.setEncoding('utf8').on('data', into);
      // A pipe passes on the end of its source, not its errors.
      stream.on('pipe', (source: Readable) => source.on('error', (error) => stream.destroy(error)));
      const request = await this.logs.log(namespace, pod, container, stream, rest).catch(unlessGone);
      if (request === undefined) return 'gone';
      const stop = (): void => request.abort();
      signal.addEventListener('abort', stop);
      const end = await finished(stream).then(
        (): LogEnd => 'whole',
        (): LogEnd => 'broken',
      );
      signal.removeEventListener('abort', stop);
      return end;
    });
  }

  public async get({ apiVersion, kind, name, namespace }: ObjectName): Promise<LiveObject | undefined> {
    return this.ask(`get ${kind} ${name}`, async () => {
      try {
        return (await this.api.read({
          apiVersion,
          kind,
          metadata: { name, namespace: namespace as string },
        })) as LiveObject;
      } catch (error) {
        if (codeOf(error) === 404) return undefined;
        throw error;
      }
    });
  }

  public async list(apiVersion: string, kind: string, namespace: string | undefined, selector: string) {
    return this.ask(`list ${kind}${namespace === undefined ? '' : ` in ${namespace}`}`, async () => {
      const unsaid = [undefined, undefined, undefined, undefined] as const; // how it is printed, which fields
      const answer = await this.api.list(apiVersion, kind, namespace, ...unsaid, selector);
      return answer.items as LiveObject[];
    });
  }

  public may(verb: string, group: string, resource: string, namespace: string): Promise<boolean> {
    return this.ask('ask for rights', async () => {
      const body = { spec: { resourceAttributes: { verb, group, resource, namespace } } };
      const { status } = await this.authorization.createSelfSubjectAccessReview({ body });
      return status?.allowed === true;
    });
  }

  private async ask<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await unlessThrottled(call);
    } catch (error) {
      throw asCliError(what, error);
    }
  }
}
