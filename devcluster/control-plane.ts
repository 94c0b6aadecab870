import { join } from 'node:path';
import { succeeds } from '../tools/command';
import { API_SERVER, NODE_ADDRESS, POD_RANGE, SERVICE_RANGE, TOKEN_ISSUER } from './addresses';
import { AUDIT_LOG, AUDIT_POLICY } from './audit';
import { FRONT_PROXY } from './certificates';
import { ENCRYPTION_CONFIGURATION } from './encryption';
import { kubeconfigOf } from './kubeconfig';
import { INSIDE } from './network-namespace';
import { PKI, STATE } from './paths';
import { startProcess } from './processes';
import { waitUntil } from './wait-until';

const ETCD = 'http://127.0.0.1:2379';

const pki = (file: string) => join(PKI, file);

const flags = (values: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

/** Start etcd. Only the API server reaches its loopback address. */
export const startEtcd = () =>
  startProcess('etcd', [
    'etcd',
    ...flags({
      'data-dir': join(STATE, 'etcd'),
      'listen-client-urls': ETCD,
      'advertise-client-urls': ETCD,
      'listen-peer-urls': 'http://127.0.0.1:2380',
    }),
  ]);

/** Start the API server of `binaries` and wait until it is ready: 5 s. */
export async function startApiServer(binaries: string): Promise<void> {
  await startProcess('kube-apiserver', [join(binaries, 'kube-apiserver'), ...flags(apiServerFlags())]);
  const probe = ['curl', '-sf', '--cacert', pki('ca.crt'), '--cert', pki('admin.crt'), '--key', pki('admin.key')];
  const ready = [...INSIDE, ...probe, `${API_SERVER}/readyz`];
  await waitUntil('kube-apiserver', 60, () => succeeds(ready[0]!, ready.slice(1)));
}

function apiServerFlags() {
  return {
    'advertise-address': NODE_ADDRESS,
    'allow-privileged': true,
    'audit-policy-file': AUDIT_POLICY,
    'audit-log-path': AUDIT_LOG,
    // MiB; tests read all of it. Five files are kept.
    'audit-log-maxsize': 100,
    'audit-log-maxbackup': 4,
    'authorization-mode': 'Node,RBAC',
    'enable-admission-plugins': 'NodeRestriction',
    'client-ca-file': pki('ca.crt'),
    'encryption-provider-config': ENCRYPTION_CONFIGURATION,
    'etcd-servers': ETCD,
    // Debian's etcd lacks what streamed lists need: newer clients would retry for ever if they were not told at once.
    'feature-gates': 'WatchList=false',
    'kubelet-preferred-address-types': 'InternalIP',
    'kubelet-certificate-authority': pki('ca.crt'),
    'kubelet-client-certificate': pki('kubelet-client.crt'),
    'kubelet-client-key': pki('kubelet-client.key'),
    ...frontProxyFlags(),
    'service-account-issuer': TOKEN_ISSUER,
    'service-account-key-file': pki('service-accounts.key'),
    'service-account-signing-key-file': pki('service-accounts.key'),
    'service-cluster-ip-range': SERVICE_RANGE,
    'tls-cert-file': pki('kube-apiserver.crt'),
    'tls-private-key-file': pki('kube-apiserver.key'),
  };
}

/** How it authenticates to extension API servers, such as metrics-server, when it forwards a user's request. */
const frontProxyFlags = () => ({
  'proxy-client-cert-file': pki(`${FRONT_PROXY}.crt`),
  'proxy-client-key-file': pki(`${FRONT_PROXY}.key`),
  'requestheader-client-ca-file': pki('ca.crt'),
  'requestheader-allowed-names': FRONT_PROXY,
  'requestheader-username-headers': 'X-Remote-User',
  'requestheader-group-headers': 'X-Remote-Group',
  'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
});

/** Start the controller manager and the scheduler from `binaries`. No leader election: there is one of each. */
export async function startControllers(binaries: string): Promise<void> {
  const manager = {
    kubeconfig: kubeconfigOf('kube-controller-manager'),
    'leader-elect': false,
    'allocate-node-cidrs': false,
    'cluster-cidr': POD_RANGE,
    'root-ca-file': pki('ca.crt'),
    'service-account-private-key-file': pki('service-accounts.key'),
    'use-service-account-credentials': true,
    'bind-address': '127.0.0.1',
    // Requests per second. The defaults of 20 and 30 allow seven pods per second: several runs at once reach that, and
    // a Job of a thousand agents would take minutes.
    'kube-api-qps': 300,
    'kube-api-burst': 600,
    // Half of the default: how long a node may be silent; the kubelet reports every five seconds.
    'node-monitor-grace-period': '25s',
  };
  const scheduler = { kubeconfig: kubeconfigOf('kube-scheduler'), 'leader-elect': false, 'bind-address': '127.0.0.1' };
  await startProcess('kube-controller-manager', [join(binaries, 'kube-controller-manager'), ...flags(manager)]);
  await startProcess('kube-scheduler', [join(binaries, 'kube-scheduler'), ...flags(scheduler)]);
}
