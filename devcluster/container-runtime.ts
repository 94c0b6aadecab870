import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { succeeds } from '../tools/command';
import { POD_RANGE } from './addresses';
import { PAUSE_IMAGE } from './image-names';
import { CONTAINERD_SOCKET, STATE } from './paths';
import { startProcess } from './processes';
import { writeRegistryHosts } from './registry';
import { waitUntil } from './wait-until';

const FOLDER = join(STATE, 'containerd');
const REGISTRY_CONFIGURATION = join(FOLDER, 'registries');
const NETWORK_CONFIGURATION = join(STATE, 'cni');

/** Start containerd, with all its files under STATE, and wait until it responds. */
export async function startContainerRuntime(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await mkdir(NETWORK_CONFIGURATION, { recursive: true });
  await writeFile(join(NETWORK_CONFIGURATION, '10-pods.conflist'), `${JSON.stringify(podNetwork(), null, 2)}\n`);
  await writeRegistryHosts(REGISTRY_CONFIGURATION);
  await writeFile(join(FOLDER, 'config.toml'), configuration);
  await startProcess('containerd', ['containerd', '--config', join(FOLDER, 'config.toml')]);
  await waitUntil('containerd', 20, () => succeeds('ctr', ['--address', CONTAINERD_SOCKET, 'version']));
}

/** Ids of the pod sandboxes that containerd has on disk, running or not. */
export const sandboxIds = (): Promise<string[]> =>
  readdir(join(FOLDER, 'root', 'io.containerd.grpc.v1.cri', 'sandboxes')).catch(() => []);

// restrict_oom_score_adj: without CAP_SYS_RESOURCE no process can be given a lower OOM score than its parent, and every
// pod would die with "can't get final child's PID from pipe: EOF".
const configuration = `version = 2
root = "${FOLDER}/root"
state = "${FOLDER}/state"
disabled_plugins = [
  "io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp",
]
[grpc]
  address = "${CONTAINERD_SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${REGISTRY_CONFIGURATION}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${NETWORK_CONFIGURATION}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
        Root = "${FOLDER}/runc"
`;

function podNetwork() {
  const bridge = {
    type: 'bridge',
    bridge: 'pods0',
    isGateway: true,
    ipMasq: true,
    // Lets a pod reach itself through its own Service.
    hairpinMode: true,
    ipam: {
      type: 'host-local',
      dataDir: join(STATE, 'cni', 'addresses'),
      ranges: [[{ subnet: POD_RANGE }]],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  };
  const plugins = [bridge, { type: 'portmap', capabilities: { portMappings: true } }];
  return { cniVersion: '0.4.0', name: 'pods', plugins };
}
