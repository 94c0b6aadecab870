import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CILIUM_POLICY_CRD, type DnsFacts, type MonitoringFacts } from '../contract/cluster-facts';
import type { ExistingRedis } from '../contract/existing-redis';
import { APP, Component, Label } from '../contract/labels';
import { networkPolicyName } from '../contract/names';
import { Port } from '../contract/network';
import { type AllowedHost, allowedHost } from './allowed-host';
import { CiliumPolicy } from './cilium-policy';
import { redisPlace, runRedis } from './existing-redis';
import type { GitRepository } from './git-repository';
import { manifestOf } from './manifest';
import { ManifestObject } from './manifest-object';
import { scrapeRules, traceRules } from './monitoring';
import { block, dnsRules, except, LINK_LOCAL, PRIVATE, tcp } from './network-rules';
import type { RunIdentity } from './run-identity';

/** Settings of {@link RunNetwork}. */
export interface RunNetworkProps {
  readonly run: RunIdentity;
  /** Origin: the workspace pod may connect to its ports. */
  readonly repository: GitRepository;
  /** Whether the run has a work queue of its own. */
  readonly queue: boolean;
  /** An existing Redis that holds the run's queue. @default - none */
  readonly redis?: ExistingRedis;
  /** Whether the agents may open HTTPS connections to public addresses. */
  readonly publicHttps: boolean;
  /**
   * Additional hosts that agents may reach: `registry.npmjs.org`, `*.example.com:8443`, `10.20.0.0/16:5432`.
   *
   * @default - none
   */
  readonly allowHosts?: readonly string[];
  /** Whether the cluster has Cilium's policies, which support host names. @default false */
  readonly hostsByName?: boolean;
  /** The cluster's DNS servers. @default - any pod in kube-system */
  readonly dns?: DnsFacts;
  /** Monitoring of the run. @default - none: no port is open for Prometheus */
  readonly monitoring?: MonitoringFacts;
  /** TCP port of the forge's API, for the workspace pod. @default - the API is not used */
  readonly apiPort?: number;
  /** Whether the workspace pod fetches from the namespace's repository cache. */
  readonly repositoryCache: boolean;
}

const HTTPS = 443;
/** Ports of API servers once their Service has been resolved to an endpoint. */
const API_SERVER_PORTS = [HTTPS, 6443];

/**
 * Which connections a run's pods may open and accept; everything else is denied in both directions.
 *
 * Plain NetworkPolicy supports addresses, not host names: host names need `publicHttps`, or a cluster with Cilium, for
 * which a second policy is created from the same list. Origin may be a private host, and API servers have private
 * addresses in most clusters, so the workspace pod may reach any address except link-local ones on those ports. An
 * origin behind a Service of the same cluster must listen on the port in its URL, since policies are applied after the
 * Service is resolved. IPv6 is denied.
 */
export class RunNetwork extends Construct {
  /** @throws Error naming the entry of `allowHosts` that is invalid, or that no policy of the cluster can express. */
  constructor(scope: Construct, id: string, props: RunNetworkProps) {
    super(scope, id);
    const { run } = props;
    const { blocks, names } = sorted(props);
    this.policy('DefaultDeny', run, 'default-deny', {
      podSelector: { matchLabels: { [Label.RUN_ID]: run.runId } },
      policyTypes: ['Ingress', 'Egress'],
    });
    this.policy('Agents', run, 'agents', agents(props, blocks, names.length > 0));
    if (names.length > 0)
      new CiliumPolicy(this, 'Hosts', {
        metadata: run.metadata(networkPolicyName(run.runId, 'hosts'), Component.NETWORK),
        selector: run.selector(Component.AGENT),
        hosts: names,
        dns: props.dns,
      });
    this.policy('Workspace', run, 'workspace', workspace(props));
    if (props.queue) this.policy('Queue', run, 'redis', queue(props));
  }

  private policy(id: string, run: RunIdentity, purpose: string, spec: k8s.NetworkPolicySpec): void {
    const metadata = run.metadata(networkPolicyName(run.runId, purpose), Component.NETWORK);
    new ManifestObject(this, id, manifestOf('NetworkPolicy', { metadata, spec }));
  }
}

type Block = Extract<AllowedHost, { kind: 'block' }>;
type Name = Extract<AllowedHost, { kind: 'name' }>;

/** The allow-list, split for NetworkPolicy and Cilium. Names that public HTTPS covers need no policy of their own. */
function sorted(props: RunNetworkProps): { readonly blocks: readonly Block[]; readonly names: readonly Name[] } {
  const { redis, hostsByName = false } = props;
  const hosts = (props.allowHosts ?? []).map(allowedHost);
  if (redis && redisPlace(redis, hostsByName).kind === 'name')
    hosts.push({ kind: 'name', name: redis.host, port: runRedis(redis).port });
  const blocks = hosts.filter((host) => host.kind === 'block');
  const names = hosts.filter((host) => host.kind === 'name');
  if (props.hostsByName) return { blocks, names };
  const unsaid = names.find(({ port }) => !props.publicHttps || port !== HTTPS);
  if (unsaid === undefined) return { blocks, names: [] };
  throw new Error(
    `'allowHosts' must name addresses where network policies take no host names, got ${unsaid.name}:${unsaid.port}: ` +
      `set 'publicHttps' for port ${HTTPS}, name a block, or describe a cluster with ${CILIUM_POLICY_CRD}`,
  );
}

const agents = (
  { run, ...props }: RunNetworkProps,
  blocks: readonly Block[],
  resolvedByCilium: boolean,
): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: run.selector(Component.AGENT) },
  policyTypes: ['Egress'],
  egress: [
    ...(resolvedByCilium ? [] : dnsRules(props.dns)),
    { to: [pods(run, Component.WORKSPACE)], ports: [tcp(Port.WORKSPACE)] },
    ...(props.queue ? [{ to: [pods(run, Component.QUEUE)], ports: [tcp(Port.REDIS)] }] : []),
    ...(props.publicHttps ? [{ to: [except([LINK_LOCAL, ...PRIVATE])], ports: [tcp(HTTPS)] }] : []),
    ...redisRules(props),
    ...traceRules(props.monitoring),
    ...blocks.map(({ cidr, port }) => ({ to: [block(cidr)], ports: [tcp(port)] })),
  ],
});

const workspace = ({ run, ...props }: RunNetworkProps): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: run.selector(Component.WORKSPACE) },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [
    {
      from: [pods(run, Component.AGENT), ...(props.queue ? [pods(run, Component.QUEUE)] : [])],
      ports: [tcp(Port.WORKSPACE)],
    },
    ...scrapeRules(props.monitoring),
  ],
  egress: [
    ...dnsRules(props.dns),
    ...traceRules(props.monitoring),
    { to: [except([LINK_LOCAL])], ports: outside(props).map(tcp) },
    ...(props.repositoryCache ? [{ to: [CACHE], ports: [tcp(Port.REPOSITORY_CACHE)] }] : []),
  ],
});

/** Ports of API servers, origin and the forge's API. */
const outside = ({ repository, apiPort }: Omit<RunNetworkProps, 'run'>): number[] => [
  ...new Set([...API_SERVER_PORTS, ...repository.ports, ...(apiPort === undefined ? [] : [apiPort])]),
];

const queue = ({ run, dns }: RunNetworkProps): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: run.selector(Component.QUEUE) },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [{ from: [pods(run, Component.AGENT)], ports: [tcp(Port.REDIS)] }],
  egress: [...dnsRules(dns), { to: [pods(run, Component.WORKSPACE)], ports: [tcp(Port.WORKSPACE)] }],
});

/** Allows an existing Redis; if Cilium allows it by name, it is among the named hosts. */
function redisRules({ redis, hostsByName = false }: Omit<RunNetworkProps, 'run'>): k8s.NetworkPolicyEgressRule[] {
  if (!redis) return [];
  const ports = [tcp(runRedis(redis).port)];
  const place = redisPlace(redis, hostsByName);
  if (place.kind === 'blocks') return [{ to: place.cidrs.map(block), ports }];
  if (place.kind === 'name') return [];
  const { namespace } = place;
  const namespaceSelector = namespace && { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  return [{ to: [namespaceSelector ? { namespaceSelector } : { podSelector: {} }], ports }];
}

/** The cache belongs to the namespace, not to the run. */
const CACHE: k8s.NetworkPolicyPeer = {
  podSelector: { matchLabels: { [Label.APP]: APP, [Label.COMPONENT]: Component.REPOSITORY_CACHE } },
};

const pods = (run: RunIdentity, component: Component): k8s.NetworkPolicyPeer => ({
  podSelector: { matchLabels: run.selector(component) },
});
