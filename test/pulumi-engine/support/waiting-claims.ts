import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { kubectl } from '../../cluster/support/kubectl';

/** A class whose claims wait, as does whoever waits for them, until somebody makes volumes by hand. */
export class WaitingClaims {
  private readonly volumes: string[] = [];

  private constructor(public readonly storageClass: string) {}

  static async create(storageClass: string): Promise<WaitingClaims> {
    await kubectl(
      ['apply', '--server-side', '-f', '-'],
      JSON.stringify({
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: storageClass },
        provisioner: 'nobody.example.com/nothing',
        volumeBindingMode: 'Immediate',
      }),
    );
    return new WaitingClaims(storageClass);
  }

  /** Let these claims be bound; to a volume that no pod ever mounts. */
  async bind(objects: readonly KubernetesObject[]): Promise<void> {
    for (const { metadata } of objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')) {
      const name = `${metadata.namespace}-${metadata.name}`;
      const spec = {
        capacity: { storage: '1Ti' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: this.storageClass,
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace: metadata.namespace, name: metadata.name },
        hostPath: { path: '/var/empty' },
      };
      const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec };
      await kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(volume));
      this.volumes.push(name);
    }
  }

  async remove(): Promise<void> {
    if (this.volumes.length > 0)
      await kubectl(['delete', 'persistentvolume', ...this.volumes, '--ignore-not-found', '--wait=false']);
    await kubectl(['delete', 'storageclass', this.storageClass, '--ignore-not-found']);
  }
}
