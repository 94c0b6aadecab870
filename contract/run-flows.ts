import type { DnsFacts, MonitoringFacts } from './cluster-facts';
import { APP, Component, Label } from './labels';
import { Port } from './network';

/* The connections that a run needs: the network policies are checked against this table, no more and no less. */

/** This project's pods that policies select: those of a run, and the namespace's repository cache. */
export type RunPod = 'agent' | 'workspace' | 'queue' | 'cache';

/** Destination or source of a connection. */
export type Peer =
  /** Pods of the run itself; or the cache, when its own connections are described. */
  | { readonly kind: 'run'; readonly component: RunPod }
  /** The namespace's repository cache. */
  | { readonly kind: 'cache' }
  /** Pods of a namespace (default: the run's), selected by labels (default: all). */
  | { readonly kind: 'pods'; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> }
  /** IPv4 addresses outside the cluster. */
  | { readonly kind: 'addresses'; readonly cidr: string; readonly except?: readonly string[] }
  /** A host name, which may contain `*`: any address it resolves to, except link-local ones. */
  | { readonly kind: 'host'; readonly name: string };

export interface Flow {
  readonly from: RunPod | Extract<Peer, { kind: 'pods' }>;
  readonly to: Peer;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  /** Why the run needs it. */
  readonly why: string;
}

/** The properties of a run that decide its connections. */
export interface FlowNeeds {
  /** Whether the run has a Redis of its own. */
  readonly queue: boolean;
  /** Whether the workspace fetches from the namespace's cache. */
  readonly repositoryCache: boolean;
  /** TCP ports of origin, of its LFS server and of the forge's API. */
  readonly originPorts: readonly number[];
  /** Whether agents may open HTTPS connections to public addresses. */
  readonly publicHttps: boolean;
  /** Additional destinations of agents. */
  readonly agentPeers: readonly { readonly to: Peer; readonly port: number; readonly why: string }[];
  readonly dns?: DnsFacts;
  readonly monitoring?: MonitoringFacts;
}

const EVERYWHERE = '0.0.0.0/0';
/** RFC 3927; clouds serve instance metadata here, including the node's credentials. */
export const LINK_LOCAL = '169.254.0.0/16';
/** RFC 1918 and RFC 6598: the cluster and its private network. */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];
/** Where NodeLocal DNSCache listens by default. */
export const NODE_LOCAL_DNS = '169.254.20.10/32';
/** Ports of API servers: of the Service, and of its endpoints in most clusters. */
const API_SERVER_PORTS = [443, 6443];

/** The connections of a run, each with its reason. */
export const runFlows = (needs: FlowNeeds): Flow[] => [
  ...(['agent', 'workspace', ...(needs.queue ? ['queue' as const] : [])] as const).flatMap((from) =>
    nameResolution(from, needs.dns),
  ),
  tcp('agent', run('workspace'), Port.WORKSPACE, 'clone, push, lease and journal'),
  ...(needs.queue
    ? [
        tcp('agent', run('queue'), Port.REDIS, 'the work queue'),
        tcp('queue', run('workspace'), Port.WORKSPACE, 'Redis is given its password'),
      ]
    : []),
  ...(needs.publicHttps
    ? [tcp('agent', addresses([LINK_LOCAL, ...PRIVATE]), 443, 'the model, whose addresses are not ours to know')]
    : []),
  ...needs.agentPeers.map(({ to, port, why }) => tcp('agent', to, port, why)),
  ...[...new Set([...API_SERVER_PORTS, ...needs.originPorts])].map((port) =>
    tcp('workspace', addresses([LINK_LOCAL]), port, 'origin, its forge, and the API server'),
  ),
  ...(needs.repositoryCache
    ? [tcp('workspace', { kind: 'cache' }, Port.REPOSITORY_CACHE, 'objects of the mirror')]
    : []),
  ...monitoringFlows(needs.monitoring),
];

/** The properties of a namespace's repository cache that decide its connections. */
export interface CacheFlowNeeds extends Pick<FlowNeeds, 'originPorts' | 'dns' | 'monitoring'> {
  readonly namespace: string;
}

/** The connections of a namespace's repository cache, each with its reason. */
export const cacheFlows = ({ namespace, originPorts, dns, monitoring }: CacheFlowNeeds): Flow[] => [
  ...nameResolution('cache', dns),
  inward(
    { kind: 'pods', namespace, labels: { [Label.APP]: APP, [Label.COMPONENT]: Component.WORKSPACE } },
    run('cache'),
    Port.REPOSITORY_CACHE,
    'runs fetch objects of mirrors',
  ),
  ...originPorts.map((port) => tcp('cache', addresses([LINK_LOCAL]), port, 'mirrors follow their origins')),
  ...(monitoring ? [scraped('cache', monitoring)] : []),
];

function nameResolution(from: RunPod, dns: DnsFacts = {}): Flow[] {
  const why = 'names are resolved';
  const pods: Peer = { kind: 'pods', namespace: dns.namespace ?? 'kube-system', labels: dns.podLabels };
  const cache: Peer = { kind: 'addresses', cidr: NODE_LOCAL_DNS };
  return (['UDP', 'TCP'] as const).flatMap((protocol) => [
    { from, to: pods, protocol, port: dns.port ?? 53, why },
    ...(dns.nodeLocalCache ? [{ from, to: cache, protocol, port: 53, why }] : []),
  ]);
}

/** Agents and workspace send to the collector; Prometheus scrapes the workspace, which outlives every agent. */
function monitoringFlows(monitoring: MonitoringFacts | undefined): Flow[] {
  if (monitoring === undefined) return [];
  const scrape = scraped('workspace', monitoring);
  if (monitoring.otlpEndpoint === undefined) return [scrape];
  const url = new URL(monitoring.otlpEndpoint);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return [
    scrape,
    ...(['agent', 'workspace'] as const).map((from) => tcp(from, watchers(monitoring), port, 'spans are told')),
  ];
}

const watchers = ({ namespace }: MonitoringFacts) => ({ kind: 'pods', namespace }) as const;

const scraped = (pod: RunPod, monitoring: MonitoringFacts): Flow =>
  inward(watchers(monitoring), run(pod), Port.METRICS, 'Prometheus asks for numbers');

const inward = (from: Extract<Peer, { kind: 'pods' }>, to: Peer, port: number, why: string): Flow => ({
  ...{ from, to, protocol: 'TCP', port, why },
});

const run = (component: RunPod): Peer => ({ kind: 'run', component });

const addresses = (except: readonly string[]): Peer => ({ kind: 'addresses', cidr: EVERYWHERE, except });

const tcp = (from: RunPod, to: Peer, port: number, why: string): Flow => ({ from, to, protocol: 'TCP', port, why });

/** Value of the component label for each kind of pod. */
export const COMPONENT_OF = {
  agent: Component.AGENT,
  workspace: Component.WORKSPACE,
  queue: Component.QUEUE,
  cache: Component.REPOSITORY_CACHE,
} as const satisfies Record<RunPod, string>;
