import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { succeeds } from '../tools/command';
import { CLUSTER_DOMAIN, DNS_SERVICE_ADDRESS, GIT_ADDRESS, GIT_HOST, NODE_ADDRESS } from './addresses';
import { kubeconfigOf } from './kubeconfig';
import { apply } from './kubectl';
import { INSIDE } from './network-namespace';
import { STATE } from './paths';
import { startProcess } from './processes';
import { waitUntil } from './wait-until';

const FOLDER = join(STATE, 'coredns');

// ttl 1: a test that waits for a name should not have to wait for a stale answer to expire. One block per kind of name,
// because CoreDNS runs `template` before the others, whatever the order here.
const corefile = `${CLUSTER_DOMAIN}:53 in-addr.arpa:53 ip6.arpa:53 {
  bind ${NODE_ADDRESS}
  errors
  ready ${NODE_ADDRESS}:8181
  kubernetes {
    kubeconfig ${kubeconfigOf('coredns')}
    pods insecure
    ttl 1
  }
}
${GIT_HOST}:53 {
  bind ${NODE_ADDRESS}
  errors
  hosts {
    ${GIT_ADDRESS} ${GIT_HOST}
    ttl 1
  }
}
.:53 {
  bind ${NODE_ADDRESS}
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`;

/** Start CoreDNS from `binaries` as a process on the node, behind the Service that pods query. */
export async function startDns(binaries: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'Corefile'), corefile);
  await apply([role, binding, service, slice]);
  await startProcess('coredns', [join(binaries, 'coredns'), '-conf', join(FOLDER, 'Corefile')]);
  const probe = [...INSIDE, 'curl', '-sf', `http://${NODE_ADDRESS}:8181/ready`];
  await waitUntil('coredns', 20, () => succeeds(probe[0]!, probe.slice(1)));
}

const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'system:coredns' },
  rules: [
    { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ],
};

const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'system:coredns' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:coredns' }],
};

const ports = [
  { name: 'dns', port: 53, protocol: 'UDP' },
  { name: 'dns-tcp', port: 53, protocol: 'TCP' },
];

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  // No selector: the server is a process, and the EndpointSlice below points to it.
  spec: { clusterIP: DNS_SERVICE_ADDRESS, ports },
};

const slice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'kube-dns',
    namespace: 'kube-system',
    labels: { 'kubernetes.io/service-name': 'kube-dns', 'endpointslice.kubernetes.io/managed-by': 'devcluster' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: [NODE_ADDRESS] }],
  ports,
};
