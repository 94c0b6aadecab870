/** Where the value of one key comes from: a reference, never the value. */
export type SecretSource =
  /** A Secret that exists in the namespace. */
  | {
      readonly source: 'existing';
      readonly secretName: string;
      /** Key in that Secret. @default - named as the run's key */
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
      /** Seconds until the store is asked again; the shortest of a run's keys counts. @default 900 */
      readonly refreshSeconds?: number;
    }
  /** Secrets Store CSI driver: a SecretProviderClass of the namespace. */
  | { readonly source: 'csi'; readonly providerClass: string }
  /** A variable in the environment of whoever submits the run. */
  | { readonly source: 'env'; readonly variable: string }
  /** A file of whoever submits the run; `~/` is their home folder. */
  | { readonly source: 'file'; readonly path: string };

/** Where each key of a run comes from, by key. */
export interface SecretSources {
  readonly [key: string]: SecretSource;
}

/** A source that whoever submits the run reads at that moment. */
export type SubmittedSource = Extract<SecretSource, { readonly source: 'env' | 'file' }>;
