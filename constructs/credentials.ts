import { Construct } from 'constructs';
import { Mount } from './mount';

/** Names that Kubernetes allows: DNS subdomain for objects, a file name for keys. */
const SECRET_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/**
 * Keys that a run may need, by reference: the values stay in a Secret of the cluster and are in no manifest. Each pod
 * mounts only its own keys.
 */
export class Credentials extends Construct {
  /**
   * A Secret that exists in the run's namespace, or will before the run's pods start.
   *
   * @param keys that the Secret provides, such as `git-token` and `claude-api-key`.
   * @throws Error where a name is none that Kubernetes allows.
   */
  public static fromSecretName(scope: Construct, id: string, secretName: string, keys: readonly string[]): Credentials {
    return new Credentials(scope, id, secretName, keys);
  }

  /** Name of the Secret. */
  public readonly secretName: string;
  /** Keys that the Secret provides, sorted. */
  public readonly keys: readonly string[];

  private constructor(scope: Construct, id: string, secretName: string, keys: readonly string[]) {
    super(scope, id);
    if (!SECRET_NAME.test(secretName))
      throw new Error(
        `'secretName' must be lower-case letters, digits, dashes and dots, got ${JSON.stringify(secretName)}: ` +
          'name an existing Secret of the namespace',
      );
    for (const key of keys)
      if (!KEY.test(key))
        throw new Error(
          `'keys' must be letters, digits, dashes, underscores and dots, got ${JSON.stringify(key)}: ` +
            'name keys of the Secret, never their values',
        );
    this.secretName = secretName;
    this.keys = [...new Set(keys)].sort();
  }

  /** Whether the Secret provides a key. */
  public provides(key: string): boolean {
    return this.keys.includes(key);
  }

  /**
   * The named keys as files under `/secrets`.
   *
   * @throws Error where the Secret provides one of them not.
   */
  public mount(...keys: string[]): Mount {
    const missing = keys.find((key) => !this.provides(key));
    if (missing !== undefined)
      throw new Error(
        `'credentials' must provide the key ${missing}, got ${this.keys.join(', ') || 'no keys'}: ` +
          `add it to the Secret ${this.secretName} and to the keys named here`,
      );
    return Mount.secretKeys(this.secretName, keys);
  }
}
