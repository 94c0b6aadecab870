import type { ClusterFacts, Provider } from '../../contract/cluster-facts';
import { KARPENTER_CRD } from '../../contract/placement';
import { clusterChecks } from '../../review/cluster/cluster-checks';
import type { ClusterSeen, NodeSeen } from '../../review/cluster/cluster-seen';
import { type PROVIDER_FACTS, providerOf } from '../../review/cluster/provider-facts';
import { development } from '../../stacks/clusters/development';

const node = (more: Partial<NodeSeen> = {}): NodeSeen => ({
  ...{ name: 'node-1', providerId: '', ready: true, architecture: 'amd64', labels: {}, cordoned: false, images: [] },
  ...more,
});
const GKE = { 'cloud.google.com/gke-nodepool': 'default-pool' };
const NODES: Readonly<Record<keyof typeof PROVIDER_FACTS, NodeSeen>> = {
  eks: node({ labels: { 'eks.amazonaws.com/nodegroup': 'agents' } }),
  'gke-autopilot': node({ name: 'gk3-team-pool-2-1a2b3c4d-x1yz', labels: GKE }),
  gke: node({ name: 'gke-team-default-pool-1a2b3c4d-x1yz', labels: GKE }),
  aks: node({ labels: { 'kubernetes.azure.com/cluster': 'MC_team_team_westeurope' } }),
  kind: node({ providerId: 'kind://docker/kind/kind-control-plane' }),
  minikube: node({ labels: { 'minikube.k8s.io/name': 'minikube' } }),
};
const image = (repository: string) => ({ repository, tag: '1.0', digest: null });
const IMAGES = { agent: image('ghcr.io/team/agent'), redis: image('docker.io/library/redis') };

/** What is found of one check; undefined where nothing is said. */
function found(check: string, provider: Provider, seen: Partial<ClusterSeen>, facts: Partial<ClusterFacts> = {}) {
  const all = { latencyMs: 1, version: 'v1.34.2', missingRights: [], daemonSets: [], nodes: [node()], ...seen };
  const one = clusterChecks({ ...development, provider, ...facts }, all, IMAGES).find((each) => each.check === check);
  return one && `${one.state}: ${one.text}`;
}
const on = (provider: keyof typeof NODES, more: Partial<NodeSeen> = {}) => ({
  nodes: [{ ...NODES[provider], ...more }],
});
const daemonSet = (name: string, ...args: string[]) => ({
  daemonSets: [
    { name: 'log-shipper', args: [] },
    { name, args },
  ],
});

test.each(Object.entries(NODES))('nodes of %s tell their provider', (provider, one) => {
  expect(providerOf([node(), one])).toBe(provider);
});

test('nodes that nobody has marked tell none, and nothing is said of them', () => {
  expect(providerOf([node()])).toBeUndefined();
  for (const check of ['provider', 'network policies', 'requests', 'spot nodes', 'images'])
    expect(found(check, 'other', {})).toBeUndefined();
});

test('a provider that the facts do not name is told, since it decides which nodes are spot nodes', () => {
  expect(found('provider', 'eks', on('eks'))).toBe('ok: eks');
  expect(found('provider', 'gke', on('gke-autopilot'))).toBe(
    "warning: its nodes are those of gke-autopilot, but the facts say gke: change the fact 'provider', which decides how spot nodes are recognized",
  );
});

describe('network policies', () => {
  const unenforced = 'warning: not enforced, so agents can connect anywhere: ';

  test.each([
    ['eks', "set 'enableNetworkPolicy' of the add-on vpc-cni"],
    ['gke', 'create the cluster with Dataplane V2, or enable its network policies'],
    ['aks', 'enable a network policy engine of the cluster'],
    ['kind', 'create the cluster with its default network, or install Calico'],
    ['minikube', 'start it with --cni=calico'],
  ] as const)('of %s are not enforced by what is not there', (provider, wayOut) => {
    expect(found('network policies', provider, on(provider))).toBe(unenforced + wayOut);
  });

  test.each([
    ['eks', 'aws-node', '--enable-network-policy=true'],
    ['eks', 'cilium'],
    ['gke', 'anetd'],
    ['gke', 'calico-node'],
    ['aks', 'azure-npm'],
    ['kind', 'kindnet'],
    ['minikube', 'calico-node'],
    ['other', 'cilium'],
  ] as const)('of %s are enforced by %s', (provider, name, ...args) => {
    expect(found('network policies', provider, daemonSet(name, ...args))).toBe(`ok: enforced by ${name}`);
  });

  test('the network of eks enforces them only when it is told to, that of minikube never', () => {
    const off = daemonSet('aws-node', '--enable-network-policy=false');
    expect(found('network policies', 'eks', off)).toContain(unenforced);
    expect(found('network policies', 'minikube', daemonSet('kindnet'))).toContain(unenforced);
  });

  test('Autopilot always enforces them; elsewhere who may not look is told so', () => {
    expect(found('network policies', 'gke-autopilot', {})).toBe('ok: enforced by the provider');
    expect(found('network policies', 'aks', { daemonSets: undefined })).toBe(
      'unknown: this user may not list daemonsets',
    );
  });
});

test.each([
  ['1', '4Gi', 'ok: agents request cpu 1, memory 4Gi, taken as they are'],
  [
    '1',
    '8Gi',
    "warning: agents request cpu 1, memory 8Gi: the smaller of both is raised until there are 1 to 6.5 GiB for each core, and paid: change the fact 'agentResources'",
  ],
  [
    '20m',
    '64Mi',
    "warning: agents request cpu 20m, memory 64Mi, raised to at least 50m and 52Mi: change the fact 'agentResources'",
  ],
  [
    '32',
    '64Gi',
    "warning: agents request cpu 32, memory 64Gi, and a pod gets at most 30 and 110Gi: change the fact 'agentResources'",
  ],
])('of agents on Autopilot with cpu %s, memory %s it is said what becomes of their requests', (cpu, memory, text) => {
  const agentResources = { ...development.agentResources, requests: { cpu, memory } };
  expect(found('requests', 'gke-autopilot', {}, { agentResources })).toBe(text);
  expect(found('requests', 'gke', {}, { agentResources })).toBeUndefined();
});

test('spot nodes that agents are sent to must be there, marked as the provider or Karpenter marks them', () => {
  const placement = { spot: true };
  expect(found('spot nodes', 'aks', {}, { placement })).toBe(
    "warning: 0 of 1 nodes have kubernetes.azure.com/scalesetpriority=spot: agents wait until one comes; add some, or change the fact 'placement.spot'",
  );
  const labels = { 'karpenter.sh/capacity-type': 'spot' };
  expect(found('spot nodes', 'eks', { nodes: [node({ labels })] }, { placement, crds: [KARPENTER_CRD] })).toBe(
    'ok: 1 of 1 nodes have karpenter.sh/capacity-type=spot',
  );
  expect(found('spot nodes', 'aks', {})).toBeUndefined();
});

test.each([
  ['kind', 'kind load docker-image'],
  ['minikube', 'minikube image load'],
] as const)('images that %s does not have yet are named with the command that loads them', (provider, command) => {
  expect(found('images', provider, on(provider, { images: ['docker.io/library/redis:1.0'] }))).toBe(
    `warning: not on its nodes: where no registry has them, ${command} ghcr.io/team/agent:1.0`,
  );
  const images = ['docker.io/library/redis:1.0', 'ghcr.io/team/agent:1.0'];
  expect(found('images', provider, on(provider, { images }))).toBe('ok: on its nodes');
  expect(found('images', 'eks', on('eks'))).toBeUndefined();
});
