import { KEY, OBJECT_NAME } from '../contract/object-names';
import type { SecretSource } from '../contract/secret-source';

/** An entry in an external secret store, read by External Secrets Operator. */
export interface ExternalKeyOptions {
  /** Name of the SecretStore or ClusterSecretStore that describes how to reach the store. */
  readonly store: string;
  /** @default SecretStore - one in the namespace */
  readonly storeKind?: 'SecretStore' | 'ClusterSecretStore';
  /** Name of the entry in the store. */
  readonly remoteKey: string;
  /** Property of the entry. @default - the whole entry */
  readonly property?: string;
  /**
   * Seconds between two reads of the store, at least 60.
   *
   * @default 900 - a rotated key takes effect within a quarter of an hour, and ten runs of four keys are 160 requests
   * an hour
   */
  readonly refreshSeconds?: number;
}

/** A key of an existing Secret. */
export interface ExistingKey {
  readonly kind: 'existing';
  readonly secretName: string;
  /** Undefined if it has the same name as the run's key. */
  readonly key?: string;
}
/** An entry in an external secret store, with every default filled in. */
export interface ExternalKey {
  readonly kind: 'external';
  readonly store: string;
  readonly storeKind: 'SecretStore' | 'ClusterSecretStore';
  readonly remoteKey: string;
  readonly property?: string;
  readonly refreshSeconds: number;
}
/** A file that the Secrets Store CSI driver provides. */
export interface CsiKey {
  readonly kind: 'csi';
  readonly providerClass: string;
}
/** A value supplied at submission. */
export interface SubmittedKey {
  readonly kind: 'submitted';
}

const DEFAULT_REFRESH_SECONDS = 15 * 60;
/** Stores limit requests, and some bill them. */
const SHORTEST_REFRESH_SECONDS = 60;

/** Source of the value of one key. It holds names, never a value. */
export class KeySource {
  /**
   * A Secret that exists in the run's namespace, or will before the run's pods start.
   *
   * @param key in that Secret; defaults to the run's name for it.
   * @throws Error if a name is not valid in Kubernetes.
   */
  public static existing(secretName: string, key?: string): KeySource {
    checkName('secretName', secretName, 'name an existing Secret of the namespace');
    if (key !== undefined) validKey('key', key);
    return new KeySource({ kind: 'existing', secretName, key });
  }

  /**
   * External Secrets Operator: it reads an entry of a store and keeps a Secret of the run in sync with it.
   *
   * @throws Error if a name is not valid in Kubernetes, or the store would be read too often.
   */
  public static external(options: ExternalKeyOptions): KeySource {
    const { storeKind = 'SecretStore', refreshSeconds = DEFAULT_REFRESH_SECONDS } = options;
    checkName('store', options.store, `name a ${storeKind}: kubectl get ${storeKind.toLowerCase()} lists them`);
    if (options.remoteKey === '')
      throw new Error(
        `'remoteKey' must name an entry of the store ${options.store}, got "": name it as the store does`,
      );
    if (!Number.isInteger(refreshSeconds) || refreshSeconds < SHORTEST_REFRESH_SECONDS)
      throw new Error(
        `'refreshSeconds' must be an integer of at least ${SHORTEST_REFRESH_SECONDS}, got ${refreshSeconds}: ` +
          'stores count requests',
      );
    return new KeySource({ ...options, kind: 'external', storeKind, refreshSeconds });
  }

  /**
   * Secrets Store CSI driver: the value never becomes a Secret. The file must have the same name as the key. A pod sees
   * every file of the class, so a class may hold the keys of only one kind of pod.
   *
   * @param providerClass SecretProviderClass in the namespace.
   * @throws Error if the name is not valid in Kubernetes.
   */
  public static csi(providerClass: string): KeySource {
    checkName('providerClass', providerClass, 'name a SecretProviderClass of the namespace');
    return new KeySource({ kind: 'csi', providerClass });
  }

  /** A value that whoever submits the run sends to the API server: it is never rendered. */
  public static submitted(): KeySource {
    return new KeySource({ kind: 'submitted' });
  }

  /** The source described by plain data. */
  public static of(source: SecretSource): KeySource {
    if (source.source === 'existing') return KeySource.existing(source.secretName, source.key);
    if (source.source === 'external') return KeySource.external(source);
    return source.source === 'csi' ? KeySource.csi(source.providerClass) : KeySource.submitted();
  }

  private constructor(
    /** What the source refers to. */
    public readonly reference: ExistingKey | ExternalKey | CsiKey | SubmittedKey,
  ) {}
}

/**
 * Validate the name of a key.
 *
 * @throws Error if Kubernetes could not use it as a file name.
 */
export function validKey(prop: string, key: string): string {
  if (KEY.test(key)) return key;
  throw new Error(
    `'${prop}' must be letters, digits, dashes, underscores and dots, got something else: ` +
      'name keys of the Secret, never their values',
  );
}

/** People paste the secret itself where a name belongs, so no message repeats it. */
function checkName(prop: string, name: string, wayOut: string): void {
  if (OBJECT_NAME.test(name)) return;
  throw new Error(`'${prop}' must be lower-case letters, digits, dashes and dots, got something else: ${wayOut}`);
}
