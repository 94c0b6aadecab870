import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metricsServerBinary } from '../tools/cluster-addons';
import { NODE_ADDRESS } from './addresses';
import { kubeconfigOf } from './kubeconfig';
import { apply, kubectl } from './kubectl';
import { PKI } from './paths';
import { startProcess, stopProcess } from './processes';
import { waitUntil } from './wait-until';

const NAME = 'metrics-server';
const NAMESPACE = 'kube-system';
const PORT = 4443;
const API = 'v1beta1.metrics.k8s.io';

/** Start metrics-server as a process on the node, for `kubectl top`. The first call builds it. */
export async function startMetricsServer(): Promise<void> {
  const binaries = await metricsServerBinary();
  await stopMetricsServer();
  await apply([role, ...bindings, service, slice]);
  const kubeconfig = kubeconfigOf(NAME);
  await startProcess(NAME, [
    join(binaries, NAME),
    ...[`--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`],
    `--authorization-kubeconfig=${kubeconfig}`,
    ...[
      `--secure-port=${PORT}`,
      `--tls-cert-file=${pki(`${NAME}.crt`)}`,
      `--tls-private-key-file=${pki(`${NAME}.key`)}`,
    ],
    ...[`--kubelet-certificate-authority=${pki('ca.crt')}`, '--kubelet-preferred-address-types=InternalIP'],
    // As often as possible; the default is a minute.
    ...['--metric-resolution=10s', '--kubelet-request-timeout=5s'],
  ]);
  await apply([await registration()]);
  await waitUntil(NAME, 120, async () => {
    const path = '{.status.conditions[?(@.type=="Available")].status}';
    return (await kubectl(['get', 'apiservice', API, '-o', `jsonpath=${path}`])) === 'True';
  });
}

/** Stop it and unregister its API: namespaces cannot be deleted while a registered API does not respond. */
export async function stopMetricsServer(): Promise<void> {
  await kubectl(['delete', 'apiservice', API, '--ignore-not-found']);
  await stopProcess(NAME);
}

const pki = (file: string): string => join(PKI, file);

const user = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: NAME };

const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: NAME },
  rules: [
    { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
  ],
};

const clusterBinding = (name: string): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: `${NAME}:${name}` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  subjects: [user],
});

/** It asks the API server who its callers are and what they may do. */
const bindings = [
  clusterBinding(NAME),
  clusterBinding('system:auth-delegator'),
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: NAME, namespace: NAMESPACE },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'Role',
      name: 'extension-apiserver-authentication-reader',
    },
    subjects: [user],
  },
];

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: NAME, namespace: NAMESPACE },
  // No selector: the server is a process, and the EndpointSlice below points to it.
  spec: { ports: [{ name: 'https', port: 443, targetPort: PORT, protocol: 'TCP' }] },
};

const slice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: NAME,
    namespace: NAMESPACE,
    labels: { 'kubernetes.io/service-name': NAME, 'endpointslice.kubernetes.io/managed-by': 'devcluster' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: [NODE_ADDRESS] }],
  ports: [{ name: 'https', port: PORT, protocol: 'TCP' }],
};

const registration = async (): Promise<object> => ({
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: API },
  spec: {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    service: { name: NAME, namespace: NAMESPACE },
    caBundle: (await readFile(pki('ca.crt'))).toString('base64'),
  },
});
