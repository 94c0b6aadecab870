import type { ClusterFacts } from '../../../contract/cluster-facts';
import { CILIUM_POLICY_CRD } from '../../../contract/cluster-facts';
import { parseRunConfig, type RunConfig } from '../../../contract/run-config';
import type { FlowNeeds, Peer } from '../../../contract/run-flows';
import { loadWorkflow } from '../../../language/parse-workflow';
import { usesClaude } from '../../../language/uses-claude';
import type { ReviewedObject } from '../../../review/reviewed-object';

/** What a run was asked for beside what its pods are told. */
export interface Asked {
  readonly allowHosts?: readonly string[];
  readonly publicHttps?: boolean;
  /** Blocks that an existing Redis is in. */
  readonly redisAddresses?: readonly string[];
}

/** What a rendered run needs, as its own configuration and its cluster say; nothing is taken from its policies. */
export function needsOf(objects: readonly ReviewedObject[], cluster: ClusterFacts, asked: Asked = {}): FlowNeeds {
  const { data } = objects.find(({ kind }) => kind === 'ConfigMap') as unknown as { data: Record<string, string> };
  const config = parseRunConfig(data['config.env'] as string);
  const workflow = loadWorkflow(data['workflow.yaml'] as string, 'workflow.yaml', { profile: config.profile });
  const byName = cluster.crds?.includes(CILIUM_POLICY_CRD) ?? false;
  const claude = usesClaude(workflow);
  const hosts = [...(asked.allowHosts ?? []), ...(claude && byName ? ['api.anthropic.com'] : [])];
  return {
    queue: workflow.mode === 'mapreduce' && config.redis === undefined,
    repositoryCache: config.repositoryCache !== undefined,
    originPorts: [portOf(config.repositoryUrl), ...(config.pullRequest ? [portOf(config.pullRequest.apiUrl)] : [])],
    publicHttps: asked.publicHttps ?? (claude && !byName),
    agentPeers: [...redisPeers(config, asked, byName), ...hosts.map((host) => hostPeer(host))],
    dns: cluster.dns,
    monitoring: cluster.monitoring,
  };
}

const SCHEME_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80, 'ssh:': 22 };

/** The port of a URL, or of git's short form of SSH addresses. */
function portOf(address: string): number {
  if (!address.includes('://')) return 22;
  const { port, protocol } = new URL(address);
  return port === '' ? (SCHEME_PORTS[protocol] as number) : Number(port);
}

function hostPeer(text: string): FlowNeeds['agentPeers'][number] {
  const [host = '', port = '443'] = text.split(':');
  const to: Peer = /^[0-9.]+\/\d+$/.test(host) ? { kind: 'addresses', cidr: host } : { kind: 'host', name: host };
  return { to, port: Number(port), why: 'the run asks for it' };
}

function redisPeers({ redis }: RunConfig, asked: Asked, byName: boolean): FlowNeeds['agentPeers'] {
  if (redis === undefined) return [];
  const at = (to: Peer) => ({ to, port: redis.port, why: 'the work queue, beside the data of others' });
  if (asked.redisAddresses) return asked.redisAddresses.map((cidr) => at({ kind: 'addresses', cidr }));
  const [, namespace] = /^[^.]+\.([^.]+)\.svc/.exec(redis.host) ?? [];
  if (namespace !== undefined || !redis.host.includes('.')) return [at({ kind: 'pods', namespace })];
  return byName ? [at({ kind: 'host', name: redis.host })] : [];
}
