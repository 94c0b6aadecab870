import type { Construct } from 'constructs';
import type { AccessMode } from '../contract/cluster-facts';
import type { Component } from '../contract/labels';
import { manifestOf, quantity } from './manifest';
import { ManifestObject } from './manifest-object';
import type { RunIdentity } from './run-identity';

/** Where a claim lies. */
export interface ClaimStorage {
  /** Always named: where a cluster has no default class, a claim without one waits for ever and says nothing. */
  readonly storageClass: string;
  /**
   * ReadWriteOncePod keeps every other pod away, where the class's driver can. ReadWriteMany is for classes that have
   * nothing else, such as NFS; git and Redis are slow on those.
   *
   * @default ReadWriteOnce - one pod writes
   */
  readonly accessMode?: AccessMode;
}

/** A volume of a run, or of a namespace. */
export interface ClaimProps extends ClaimStorage {
  readonly run: Pick<RunIdentity, 'metadata'>;
  readonly name: string;
  readonly component: Component;
  /** As a Kubernetes quantity. */
  readonly size: string;
}

/** More than nothing, in what Kubernetes counts bytes with. */
const SIZE = /^(?=.*[1-9])[0-9]+(\.[0-9]+)?(k|[MGTPE]|[KMGTPE]i)?$/;

/**
 * A claim as an object of its own, not a template of its StatefulSet: so it can be reviewed, protected, and owned by
 * the Job when the run is over.
 *
 * @throws Error where the size is none, or nobody could write.
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
