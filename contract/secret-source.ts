/** Where the value of one key comes from: a reference, never the value. */
export type SecretSource =
  /** An existing Secret in the namespace. */
  | {
      readonly source: 'existing';
      readonly secretName: string;
      /** Key in that Secret. @default - the name of the run's key */
      readonly key?: string;
    }
  /** External Secrets Operator: an entry of a store such as Vault or AWS Secrets Manager. */
  | {
      readonly source: 'external';
      readonly store: string;
      /** @default SecretStore */
      readonly storeKind?: 'SecretStore' | 'ClusterSecretStore';
      /** Name of the entry in the store. */
      readonly remoteKey: string;
      /** Field of the entry. @default - the whole entry */
      readonly property?: string;
      /** Seconds between refreshes from the store; the shortest among a run's keys applies. @default 900 */
      readonly refreshSeconds?: number;
    }
  /** Secrets Store CSI driver: a SecretProviderClass of the namespace. */
  | { readonly source: 'csi'; readonly providerClass: string }
  /** An environment variable of whoever submits the run. */
  | { readonly source: 'env'; readonly variable: string }
  /** A file of whoever submits the run; `~/` is their home folder. */
  | { readonly source: 'file'; readonly path: string };

/** Where each key of a run comes from, by key. */
export interface SecretSources {
  readonly [key: string]: SecretSource;
}

/** A source that is read on the submitter's machine, when the run is submitted. */
export type SubmittedSource = Extract<SecretSource, { readonly source: 'env' | 'file' }>;
