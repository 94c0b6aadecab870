import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLUSTER_DOMAIN, DNS_SERVICE_ADDRESS, NODE_ADDRESS, NODE_NAME, POD_RANGE } from './addresses';
import { POD_GROUP } from './control-groups';
import { kubeconfigOf } from './kubeconfig';
import { kubectl } from './kubectl';
import { CONTAINERD_SOCKET, PKI, STATE } from './paths';
import { startProcess } from './processes';
import { waitUntil } from './wait-until';

const FOLDER = join(STATE, 'kubelet');

/** Start the kubelet and kube-proxy from `binaries`. */
export async function startNode(binaries: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const configuration = join(FOLDER, 'config.json');
  await writeFile(configuration, `${JSON.stringify(kubeletConfiguration(), null, 2)}\n`);
  await startProcess('kubelet', [
    join(binaries, 'kubelet'),
    `--config=${configuration}`,
    `--kubeconfig=${kubeconfigOf('kubelet')}`,
    `--root-dir=${FOLDER}`,
    `--cert-dir=${join(FOLDER, 'pki')}`,
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${NODE_ADDRESS}`,
  ]);
  await startProcess('kube-proxy', [
    join(binaries, 'kube-proxy'),
    `--kubeconfig=${kubeconfigOf('kube-proxy')}`,
    `--hostname-override=${NODE_NAME}`,
    '--proxy-mode=iptables',
    `--cluster-cidr=${POD_RANGE}`,
    // Connection tracking limits belong to the machine and cannot be set from a namespace.
    ...['max-per-core', 'min', 'tcp-timeout-established', 'tcp-timeout-close-wait'].map(
      (key) => `--conntrack-${key}=0`,
    ),
  ]);
}

/** Wait until the node accepts pods: 5 s. */
export const waitForNode = () =>
  waitUntil('node', 60, async () => {
    const path = '{.items[*].status.conditions[?(@.type=="Ready")].status}';
    return (await kubectl(['get', 'nodes', '-o', `jsonpath=${path}`])) === 'True';
  });

function kubeletConfiguration() {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: pki('ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: pki('kubelet-server.crt'),
    tlsPrivateKeyFile: pki('kubelet-server.key'),
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: POD_GROUP,
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [DNS_SERVICE_ADDRESS],
    clusterDomain: CLUSTER_DOMAIN,
    // The machine's own resolver cannot be reached from the namespace.
    resolvConf: '',
    podLogsDir: join(STATE, 'pods', 'logs'),
    volumePluginDir: join(FOLDER, 'volume-plugins'),
    maxPods: 250,
    // Removed images could not be pulled again, and the disk is shared with the rest of the machine.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    nodeLeaseDurationSeconds: 20,
    // How soon pods see a changed Secret; the default is a minute.
    syncFrequency: '10s',
    // No limits on pulls and events: tests start many pods at once and read their events.
    registryPullQPS: 0,
    eventRecordQPS: 0,
  };
}

const pki = (file: string) => join(PKI, file);
