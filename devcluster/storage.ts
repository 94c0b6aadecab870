import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BASE_IMAGE } from './image-names';
import { kubeconfigOf } from './kubeconfig';
import { apply } from './kubectl';
import { STATE } from './paths';
import { startProcess } from './processes';

const FOLDER = join(STATE, 'local-path');
const NAMESPACE = 'local-path-storage';
const CONFIG_MAP = 'local-path-config';
/** The cluster's only StorageClass, which is also the default. */
export const STORAGE_CLASS = 'standard';

/** Start the local-path provisioner from `binaries` as a process, and create its class `standard`, the default. */
export async function startStorage(binaries: string): Promise<void> {
  await mkdir(join(STATE, 'volumes'), { recursive: true });
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'config.json'), config);
  await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]);
  await apply([helperAccount, configMap, storageClass, binding]);
  const files = ['--config', join(FOLDER, 'config.json'), '--configmap-name', CONFIG_MAP, '--namespace', NAMESPACE];
  const account = ['--service-account-name', helperAccount.metadata.name, '--helper-image', BASE_IMAGE];
  const program = [join(binaries, 'local-path-provisioner'), 'start', '--provisioner-name', 'rancher.io/local-path'];
  await startProcess('local-path-provisioner', [
    ...program,
    ...['--kubeconfig', kubeconfigOf('local-path-provisioner')],
    ...files,
    ...account,
  ]);
}

const config = JSON.stringify({
  nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: [join(STATE, 'volumes')] }],
});

const helperPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'helper-pod' },
  spec: { containers: [{ name: 'helper-pod', image: BASE_IMAGE, imagePullPolicy: 'IfNotPresent' }] },
};

const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: CONFIG_MAP, namespace: NAMESPACE },
  data: {
    'config.json': config,
    setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
    teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
    'helperPod.yaml': JSON.stringify(helperPod),
  },
};

const helperAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'local-path-helper', namespace: NAMESPACE },
};

const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: STORAGE_CLASS,
    // Volume type `local`, because `hostPath` volumes ignore a pod's fsGroup.
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true', defaultVolumeType: 'local' },
  },
  provisioner: 'rancher.io/local-path',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
};

const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'local-path-provisioner' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'local-path-provisioner' }],
};
