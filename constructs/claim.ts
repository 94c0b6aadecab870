import type { Construct } from 'constructs';
import type { AccessMode } from '../contract/cluster-facts';
import type { Component } from '../contract/labels';
import { manifestOf, quantity } from './manifest';
import { ManifestObject } from './manifest-object';
import type { RunIdentity } from './run-identity';

/** Storage of a claim. */
export interface ClaimStorage {
  /** Always explicit: without a default class in the cluster, a claim that names none stays pending forever. */
  readonly storageClass: string;
  /**
   * ReadWriteOncePod excludes every other pod, if the class's driver supports it. ReadWriteMany is for classes that
   * offer nothing else, such as NFS; git and Redis are slow on those.
   *
   * @default ReadWriteOnce - mounted by one node
   */
  readonly accessMode?: AccessMode;
}

/** A volume of a run, or of a namespace. */
export interface ClaimProps extends ClaimStorage {
  readonly run: Pick<RunIdentity, 'metadata'>;
  readonly name: string;
  readonly component: Component;
  /** Capacity, as a Kubernetes quantity. */
  readonly size: string;
}

/** A positive amount with a Kubernetes byte suffix. */
const SIZE = /^(?=.*[1-9])[0-9]+(\.[0-9]+)?(k|[MGTPE]|[KMGTPE]i)?$/;

/**
 * A claim as a separate object rather than a StatefulSet template, so that it can be reviewed, protected, and handed
 * over to the Job when the run ends.
 *
 * @throws Error if the size is invalid, or the access mode is read-only.
 */
export function claim(scope: Construct, id: string, props: ClaimProps): ManifestObject {
  if (!SIZE.test(props.size))
    throw new Error(`'size' must be a Kubernetes quantity of bytes, got ${JSON.stringify(props.size)}: write 20Gi`);
  if (props.accessMode === 'ReadOnlyMany')
    throw new Error("'accessMode' must let one pod write, got ReadOnlyMany: leave it out for ReadWriteOnce");
  return new ManifestObject(
    scope,
    id,
    manifestOf('PersistentVolumeClaim', {
      metadata: props.run.metadata(props.name, props.component),
      spec: {
        accessModes: [props.accessMode ?? 'ReadWriteOnce'],
        storageClassName: props.storageClass,
        resources: { requests: { storage: quantity(props.size) } },
      },
    }),
  );
}
