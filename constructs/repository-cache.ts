import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { DnsFacts, MonitoringFacts } from '../contract/cluster-facts';
import type { LogLevel } from '../contract/environment';
import { APP, Component, Label } from '../contract/labels';
import { Limit } from '../contract/limits';
import { REPOSITORY_CACHE, REPOSITORY_CACHE_CONTAINER } from '../contract/names';
import { Port, Program } from '../contract/network';
import { Path } from '../contract/paths';
import { formatCacheConfig } from '../contract/repository-cache';
import { Route } from '../contract/workspace-api';
import { claim } from './claim';
import { intOrString, manifestOf } from './manifest';
import { ManifestObject } from './manifest-object';
import { type CachedRepositoryProps, type MirrorSource, mirrorSources } from './mirror-source';
import { livenessProbe, METRICS_PORT, scrapeAnnotations, scrapeRules } from './monitoring';
import { Mount } from './mount';
import { dnsRules, except, LINK_LOCAL, tcp } from './network-rules';
import { type ContainerOptions, type ContainerResources, podTemplate, writableFolders } from './pod';
import { pullSecretsOf } from './pull-secrets';
import { TenantIdentity } from './tenant-identity';

/** Settings of {@link RepositoryCache}. */
export interface RepositoryCacheProps {
  readonly namespace: string;
  /** Reference of the image with the program. */
  readonly image: string;
  /** Repositories to mirror, at least one. */
  readonly repositories: readonly CachedRepositoryProps[];
  /** The cluster's DNS servers. @default - any pod in kube-system */
  readonly dns?: DnsFacts;
  /** Monitoring of the cache. @default - none: no port is open for Prometheus */
  readonly monitoring?: MonitoringFacts;
  /** Least severe level to log. @default info */
  readonly logLevel?: LogLevel;
  /** Secrets in the namespace for pulling the image. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Storage class of the claim. */
  readonly storageClass: string;
  /**
   * Size of the claim, as a Kubernetes quantity.
   *
   * @default 100Gi
   */
  readonly size?: string;
  /**
   * Seconds between two checks of origin, 10 to 86400.
   *
   * @default 300 - a run fetches newer commits from origin itself, so this affects traffic, never which commits a run
   * sees: five minutes of commits are few, and twelve checks an hour are few for a forge
   */
  readonly refreshSeconds?: number;
}

const DEFAULT_SIZE = '100Gi';
const DEFAULT_REFRESH_SECONDS = 300;
const MIN_REFRESH_SECONDS = 10;

/** One core serves several runs from existing packs; unpacking a large repository needs memory. */
const RESOURCES: ContainerResources = {
  requests: { cpu: '100m', memory: '512Mi', ephemeralStorage: '256Mi' },
  limits: { cpu: '1', memory: '2Gi', ephemeralStorage: '3Gi' },
};

/** Name of the port, for people and the probe. */
const PORT_NAME = 'http';

/**
 * Mirrors of the repositories that a namespace's runs work on: one pod with one claim, which workspace pods read over
 * HTTP. A run asks origin first, with its own credentials, and fetches from origin what a mirror lacks; so a cold,
 * stale or missing cache only makes runs slower, and its contents may be lost at any time.
 */
export class RepositoryCache extends Construct {
  /** Names of the mirrors, in the order of `repositories`. */
  public readonly mirrors: readonly string[];

  private readonly tenant: TenantIdentity;

  /** @throws Error naming the invalid prop. */
  constructor(scope: Construct, id: string, props: RepositoryCacheProps) {
    super(scope, id);
    const refreshSeconds = validRefresh(props.refreshSeconds ?? DEFAULT_REFRESH_SECONDS);
    const sources = mirrorSources(props.repositories);
    this.mirrors = sources.map(({ repository }) => repository.name);
    this.tenant = new TenantIdentity(props.namespace);
    const metadata = this.tenant.metadata(REPOSITORY_CACHE, Component.REPOSITORY_CACHE);
    const config = formatCacheConfig({ refreshSeconds, repositories: sources.map(({ repository }) => repository) });
    const data = Object.assign({ 'cache.json': config }, ...sources.map(({ files }) => files));
    const { storageClass, size = DEFAULT_SIZE } = props;
    const owner = { run: this.tenant, name: REPOSITORY_CACHE, component: Component.REPOSITORY_CACHE };
    claim(this, 'Claim', { ...owner, storageClass, size });
    new ManifestObject(
      this,
      'Account',
      manifestOf('ServiceAccount', {
        metadata,
        automountServiceAccountToken: false,
        imagePullSecrets: pullSecretsOf(props.imagePullSecrets ?? []),
      }),
    );
    new ManifestObject(this, 'Config', manifestOf('ConfigMap', { metadata, data }));
    new ManifestObject(this, 'Service', manifestOf('Service', { metadata, spec: service() }));
    new ManifestObject(this, 'Network', manifestOf('NetworkPolicy', { metadata, spec: network(sources, props) }));
    new ManifestObject(this, 'Server', manifestOf('StatefulSet', { metadata, spec: this.server(props, sources) }));
  }

  /** One pod, since one may write: the next starts after it is gone. Parallel, to replace a pod that is never ready. */
  private server(props: RepositoryCacheProps, sources: readonly MirrorSource[]): k8s.StatefulSetSpec {
    return {
      replicas: 1,
      podManagementPolicy: 'Parallel',
      serviceName: REPOSITORY_CACHE,
      selector: { matchLabels: SELECTOR },
      template: podTemplate({
        run: this.tenant,
        component: Component.REPOSITORY_CACHE,
        serviceAccountName: REPOSITORY_CACHE,
        annotations: scrapeAnnotations(props.monitoring),
        logLevel: props.logLevel,
        container: serverContainer(props.image, sources),
      }),
    };
  }
}

const SELECTOR = { [Label.APP]: APP, [Label.COMPONENT]: Component.REPOSITORY_CACHE };

function validRefresh(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= MIN_REFRESH_SECONDS && seconds <= Limit.CACHE_REFRESH_SECONDS)
    return seconds;
  throw new Error(
    `'refreshSeconds' must be an integer from ${MIN_REFRESH_SECONDS} to ${Limit.CACHE_REFRESH_SECONDS}, got ${seconds}: ` +
      'runs fetch from origin what the cache does not have yet, so a long interval is enough',
  );
}

function serverContainer(image: string, sources: readonly MirrorSource[]): ContainerOptions {
  return {
    name: REPOSITORY_CACHE_CONTAINER,
    image,
    args: [Program.CACHE],
    mounts: [
      Mount.claim('mirrors', Path.MIRRORS, REPOSITORY_CACHE),
      Mount.configMap('config', Path.CONFIG, REPOSITORY_CACHE),
      ...writableFolders(),
      ...sources.flatMap(({ mounts }) => mounts),
    ],
    resources: RESOURCES,
    ports: [{ name: PORT_NAME, number: Port.REPOSITORY_CACHE }, METRICS_PORT],
    livenessProbe: livenessProbe(Route.HEALTH, PORT_NAME),
    readinessProbe: {
      httpGet: { path: Route.READY, port: intOrString(PORT_NAME) },
      periodSeconds: 5,
      timeoutSeconds: 5,
    },
  };
}

const service = (): k8s.ServiceSpec => ({
  type: 'ClusterIP',
  selector: SELECTOR,
  ports: [servicePort(PORT_NAME, Port.REPOSITORY_CACHE), servicePort(METRICS_PORT.name, METRICS_PORT.number)],
});

const servicePort = (name: string, port: number): k8s.ServicePort => ({
  name,
  port,
  targetPort: intOrString(name),
  protocol: 'TCP',
});

/** Workspace pods of every run in the namespace may connect, since the namespace is one tenant. Agents may not. */
const network = (
  sources: readonly MirrorSource[],
  { dns, monitoring }: RepositoryCacheProps,
): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: SELECTOR },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [
    {
      from: [{ podSelector: { matchLabels: { [Label.APP]: APP, [Label.COMPONENT]: Component.WORKSPACE } } }],
      ports: [tcp(Port.REPOSITORY_CACHE)],
    },
    ...scrapeRules(monitoring),
  ],
  egress: [
    ...dnsRules(dns),
    {
      to: [except([LINK_LOCAL])],
      ports: [...new Set(sources.flatMap(({ ports }) => ports))].sort((a, b) => a - b).map(tcp),
    },
  ],
});
