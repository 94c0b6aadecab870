import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { AccessMode } from '../contract/cluster-facts';
import type { Component } from '../contract/labels';
import type { RunIdentity } from './run-identity';

/** A volume of a run, or of a namespace. */
export interface ClaimProps {
  readonly run: Pick<RunIdentity, 'metadata'>;
  readonly name: string;
  readonly component: Component;
  /** Always named: where a cluster has no default class, a claim without one waits for ever and says nothing. */
  readonly storageClass: string;
  /** As a Kubernetes quantity. */
  readonly size: string;
  /** @default ReadWriteOnce - one pod writes */
  readonly accessMode?: AccessMode;
}

/**
 * A claim as an object of its own, not a template of its StatefulSet: so it can be reviewed, protected, and owned by
 * the Job when the run is over.
 */
export function claim(scope: Construct, id: string, props: ClaimProps): k8s.KubePersistentVolumeClaim {
  return new k8s.KubePersistentVolumeClaim(scope, id, {
    metadata: props.run.metadata(props.name, props.component),
    spec: {
      accessModes: [props.accessMode ?? 'ReadWriteOnce'],
      storageClassName: props.storageClass,
      resources: { requests: { storage: k8s.Quantity.fromString(props.size) } },
    },
  });
}
