import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_NAME } from '../../../devcluster/addresses';
import { STATE } from '../../../devcluster/paths';
import { kubectl } from '../../cluster/support/kubectl';

export interface HostVolumeOptions {
  readonly namespace: string;
  /** The claim that is to get it; it need not be there yet. */
  readonly claim: string;
  /** Size of a file system of its own, in MiB. Default: it shares the machine's. */
  readonly mebibytes?: number;
}

/** A volume whose files a test reads and writes on the node's own disk: also while no API server and no pod is there. */
export class HostVolume {
  private constructor(
    private readonly name: string,
    public readonly folder: string,
    private readonly isMounted: boolean,
  ) {}

  /** Make a volume for a claim of class `standard`, before its first pod. */
  public static async create({ namespace, claim, mebibytes }: HostVolumeOptions): Promise<HostVolume> {
    const name = `${namespace}-${claim}`;
    const folder = join(STATE, 'volumes', name);
    mkdirSync(folder, { recursive: true });
    if (mebibytes) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
    chmodSync(folder, 0o777);
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: '2Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'standard',
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claim },
        local: { path: folder },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [NODE_NAME] }] },
            ],
          },
        },
      },
    };
    await kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(volume));
    return new HostVolume(name, folder, mebibytes !== undefined);
  }

  /** Make the file system of its own larger, while it is in use or not. */
  public enlarge(mebibytes: number): void {
    execFileSync('mount', ['-o', `remount,size=${mebibytes}m`, this.folder]);
  }

  /** Also where a pod still holds it: the volume goes when that one is gone. */
  public async remove(): Promise<void> {
    await kubectl(['delete', 'pv', this.name, '--ignore-not-found', '--wait=false']);
    if (this.isMounted) execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A claim of a tenant's namespace. */
export const claimObject = (namespace: string, name: string): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'standard',
    resources: { requests: { storage: '1Gi' } },
  },
});
