import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ExternalKey } from './key-source';
import type { RunObjectMetadata } from './run-identity';

/** Settings of {@link ExternalSecret}. */
export interface ExternalSecretProps {
  /** Its name is also the name of the Secret that the operator makes; its labels are copied to that. */
  readonly metadata: RunObjectMetadata;
  /** Entries of stores, by key of the Secret. */
  readonly keys: ReadonlyMap<string, ExternalKey>;
}

/**
 * What External Secrets Operator makes a Secret from. The fields that the operator's definition has defaults for are
 * written down, so that nobody who compares what is rendered with what is live sees a difference.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export class ExternalSecret extends ApiObject {
  constructor(scope: Construct, id: string, props: ExternalSecretProps) {
    super(scope, id, {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: props.metadata,
      spec: {
        refreshInterval: interval(Math.min(...[...props.keys.values()].map(({ refreshSeconds }) => refreshSeconds))),
        target: { name: props.metadata.name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: [...props.keys].map(([secretKey, key]) => entry(secretKey, key)),
      },
    });
  }
}

/** Each entry names its own store: the keys of a run may lie in several. */
const entry = (secretKey: string, { store, storeKind, remoteKey, property }: ExternalKey) => ({
  secretKey,
  sourceRef: { storeRef: { name: store, kind: storeKind } },
  remoteRef: {
    key: remoteKey,
    ...(property === undefined ? {} : { property }),
    conversionStrategy: 'Default',
    decodingStrategy: 'None',
    metadataPolicy: 'None',
  },
});

/** As Go prints durations: `15m0s`. */
function interval(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return `${minutes}m${seconds % 60}s`;
}
