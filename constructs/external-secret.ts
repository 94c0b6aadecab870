import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ExternalKey } from './key-source';
import type { RunObjectMetadata } from './run-identity';

/** Settings of {@link ExternalSecret}. */
export interface ExternalSecretProps {
  /** Its name is also that of the Secret that the operator creates; its labels are copied to the Secret. */
  readonly metadata: RunObjectMetadata;
  /** Store entries, by key of the Secret. */
  readonly keys: ReadonlyMap<string, ExternalKey>;
}

/**
 * What External Secrets Operator creates a Secret from. Fields that the operator would default are set explicitly, so
 * that the rendered object does not differ from the live one.
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

/** Each entry names its own store: the keys of a run may be in several. */
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

/** In Go's duration format: `15m0s`. */
function interval(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return `${minutes}m${seconds % 60}s`;
}
