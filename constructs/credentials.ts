import { Construct } from 'constructs';
import { Component } from '../contract/labels';
import { externalSecretName, secretsName } from '../contract/names';
import { ExternalSecret } from './external-secret';
import { type ExternalKey, KeySource, validKey } from './key-source';
import { Mount, type SecretFile } from './mount';
import type { RunIdentity } from './run-identity';

/** Settings of {@link Credentials}. */
export interface CredentialsProps {
  /** Source of each key, by name: `git-token`, `claude-api-key`, or one of the workflow's own. */
  readonly keys: { readonly [key: string]: KeySource };
  /**
   * The run that the keys are for.
   *
   * @default - none: every key must then come from something that already exists in the namespace
   */
  readonly run?: RunIdentity;
}

/**
 * Secret keys that a run needs, by reference: no manifest contains a value. The keys of one run may come from several
 * sources. Each pod mounts only the keys it needs, and no container starts before they exist.
 */
export class Credentials extends Construct {
  /**
   * A Secret that exists in the run's namespace, or will before the run's pods start.
   *
   * @param keys that the Secret provides, such as `git-token` and `claude-api-key`.
   * @throws Error if a name is not valid in Kubernetes.
   */
  public static fromSecretName(scope: Construct, id: string, secretName: string, keys: readonly string[]): Credentials {
    const source = KeySource.existing(secretName);
    return new Credentials(scope, id, { keys: Object.fromEntries(keys.map((key) => [key, source])) });
  }

  /** Names of the keys, sorted. */
  public readonly keys: readonly string[];
  private readonly sources: ReadonlyMap<string, KeySource>;
  private readonly run?: RunIdentity;

  /** @throws Error if a name is not valid in Kubernetes, or a Secret is to be created but no run is given. */
  constructor(scope: Construct, id: string, props: CredentialsProps) {
    super(scope, id);
    this.keys = Object.keys(props.keys)
      .map((key) => validKey('keys', key))
      .sort();
    this.sources = new Map(this.keys.map((key) => [key, props.keys[key] as KeySource]));
    this.run = props.run;
    const external = this.external();
    if (this.submitted.length > 0) this.madeFor();
    if (external.size > 0)
      new ExternalSecret(this, 'External', {
        metadata: this.madeFor().metadata(this.externalName(), Component.CREDENTIALS),
        keys: external,
      });
  }

  /** Whether a key has a source. */
  public provides(key: string): boolean {
    return this.sources.has(key);
  }

  /** Keys with values supplied at submission, sorted: the submitter stores them in `prodigy-secrets-{id}`. */
  public get submitted(): readonly string[] {
    return this.keys.filter((key) => this.sources.get(key)?.reference.kind === 'submitted');
  }

  /**
   * Mount the given keys, and no others, as files under `/secrets`.
   *
   * @throws Error if one of them has no source, or no volume could hold exactly these keys.
   */
  public mount(...keys: string[]): Mount {
    const missing = keys.find((key) => !this.provides(key));
    if (missing !== undefined)
      throw new Error(
        `'credentials' must provide the key ${missing}, got ${this.keys.join(', ') || 'no keys'}: ` +
          'name the source that it comes from',
      );
    const classes = new Set(keys.flatMap((key) => this.classOf(key) ?? []));
    const [providerClass] = classes;
    if (providerClass === undefined) return Mount.secretFiles(keys.map((key) => this.fileOf(key)));
    this.checkAlone(providerClass, keys);
    return Mount.secretProvider(providerClass);
  }

  private external(): ReadonlyMap<string, ExternalKey> {
    const entries = [...this.sources].flatMap(([key, { reference }]) =>
      reference.kind === 'external' ? [[key, reference] as const] : [],
    );
    return new Map(entries);
  }

  /** Secret of External Secrets Operator; separate from the submitter's, or they would overwrite each other. */
  private externalName(): string {
    const { runId } = this.madeFor();
    return this.submitted.length > 0 ? externalSecretName(runId) : secretsName(runId);
  }

  private madeFor(): RunIdentity {
    if (this.run) return this.run;
    throw new Error("'run' must be given where a Secret is made for the run, got none: pass the run's identity");
  }

  private fileOf(path: string): SecretFile {
    const reference = this.sources.get(path)?.reference;
    if (reference?.kind === 'existing') return { secretName: reference.secretName, key: reference.key ?? path, path };
    const secretName = reference?.kind === 'external' ? this.externalName() : secretsName(this.madeFor().runId);
    return { secretName, key: path, path };
  }

  private classOf(key: string): string | undefined {
    const reference = this.sources.get(key)?.reference;
    return reference?.kind === 'csi' ? reference.providerClass : undefined;
  }

  /** A CSI volume exposes every file of its class, and cannot be combined with another source. */
  private checkAlone(providerClass: string, keys: readonly string[]): void {
    const foreign = keys.find((key) => this.classOf(key) !== providerClass);
    if (foreign !== undefined)
      throw new Error(
        `'credentials' must take all keys of one pod from ${providerClass}, got ${foreign} from elsewhere: ` +
          'one folder is one volume, so put them into one SecretProviderClass',
      );
    const exposed = this.keys.find((key) => this.classOf(key) === providerClass && !keys.includes(key));
    if (exposed !== undefined)
      throw new Error(
        `'credentials' must take the keys of each kind of pod from a class of their own, got ${exposed} beside ` +
          `${keys.join(', ')} in ${providerClass}: a pod sees every file of a class, so divide it`,
      );
  }
}
