import { mkdir, rm } from 'node:fs/promises';
import { ensureDebianPackages } from '../tools/apt';
import { clusterAddons } from '../tools/cluster-addons';
import { kubernetesBinaries } from '../tools/kubernetes-binaries';
import { progress } from '../tools/progress';
import { createAuditPolicy } from './audit';
import { createCertificates, gitAuthority } from './certificates';
import { baseImage, pauseImage } from './cluster-images';
import { startContainerRuntime } from './container-runtime';
import { createControlGroups } from './control-groups';
import { startApiServer, startControllers, startEtcd } from './control-plane';
import { startDns } from './dns';
import { createEncryptionConfiguration } from './encryption';
import type { BuiltImage } from './image-build';
import { importImages } from './image-import';
import { saveKernelSettings } from './kernel-settings';
import { createKubeconfigs } from './kubeconfig';
import { createNetwork } from './network-namespace';
import { startNode, waitForNode } from './node';
import { CLOCK_LIBRARY, LOGS, STATE } from './paths';
import { recordedProcesses } from './processes';
import { startRegistries } from './registry';
import { startGitServer } from './start-git-server';
import { startSshServer } from './start-ssh-server';
import { startStorage } from './storage';
import { together } from './together';

// Includes the programs that suites call: the cluster's network has no way out to install anything.
const DEBIAN_PACKAGES = [
  { name: 'iproute2', file: '/sbin/ip' },
  { name: 'iptables', file: '/usr/sbin/iptables' },
  { name: 'openssl', file: '/usr/bin/openssl' },
  { name: 'curl', file: '/usr/bin/curl' },
  { name: 'git', file: '/usr/lib/git-core/git-http-backend' },
  { name: 'git-lfs', file: '/usr/bin/git-lfs' },
  { name: 'openssh-client', file: '/usr/bin/ssh-keygen' },
  { name: 'openssh-server', file: '/usr/sbin/sshd' },
  { name: 'docker-registry', file: '/usr/bin/docker-registry' },
  { name: 'skopeo', file: '/usr/bin/skopeo' },
  { name: 'libfaketime', file: CLOCK_LIBRARY },
  { name: 'etcd-server', file: '/usr/bin/etcd' },
  { name: 'containerd', file: '/usr/bin/containerd' },
  { name: 'runc', file: '/usr/sbin/runc' },
  { name: 'containernetworking-plugins', file: '/usr/lib/cni/bridge' },
];

const USERS = ['admin', 'kubelet', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'coredns'];
/** Components outside Kubernetes; the last two are started by the tests that need them. */
const ADD_ONS = ['local-path-provisioner', 'external-secrets', 'metrics-server'];

/** Programs and images needed for a start, all from the cache once it is filled. */
export interface Prepared {
  readonly kubernetes: string;
  readonly addons: string;
  readonly images: readonly BuiltImage[];
}

/** Install, download and build what is missing. Changes only the cache and the installed packages. */
export async function prepare(): Promise<Prepared> {
  await ensureDebianPackages(DEBIAN_PACKAGES);
  await gitAuthority();
  const kubernetes = await kubernetesBinaries();
  const addons = await clusterAddons();
  return { kubernetes, addons, images: [await pauseImage(), await baseImage()] };
}

/** Start the whole cluster and wait until its node accepts pods. A failure leaves parts running: see stopCluster. */
export async function startCluster({ kubernetes, addons, images }: Prepared): Promise<void> {
  progress('cluster: network, control groups, certificates');
  await rm(LOGS, { recursive: true, force: true });
  await mkdir(LOGS, { recursive: true });
  await mkdir(STATE, { recursive: true });
  await saveKernelSettings();
  await createControlGroups();
  await createNetwork();
  await createCertificates();
  await createEncryptionConfiguration();
  await createAuditPolicy();
  await createKubeconfigs([...USERS, ...ADD_ONS]);
  progress('cluster: etcd, API server, containerd, git server, registry');
  await startEtcd();
  await together(startApiServer(kubernetes), startRuntimeWith(images), startForge(), startRegistries());
  progress('cluster: controllers, node, names, storage');
  await startControllers(kubernetes);
  await startNode(kubernetes);
  await together(startDns(addons), startStorage(addons));
  await waitForNode();
  const stopped = [...(await recordedProcesses())].filter(([, running]) => !running).map(([name]) => name);
  if (stopped.length > 0) throw new Error(`'cluster' must keep running, got ${stopped.join()} stopped: see ${LOGS}`);
}

async function startForge(): Promise<void> {
  await startGitServer();
  await startSshServer();
}

async function startRuntimeWith(images: readonly BuiltImage[]): Promise<void> {
  await startContainerRuntime();
  await importImages(images);
}
