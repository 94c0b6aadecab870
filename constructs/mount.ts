import type { k8s } from 'cdk8s-plus-28';
import { workspaceAudience } from '../contract/names';
import { Path } from '../contract/paths';
import { REPORT_KEY } from '../contract/report';
import { quantity } from './manifest';
import type { RunIdentity } from './run-identity';

/** Readable by user and group: the group is the pod's fsGroup. */
const READ_ONLY_MODE = 0o440;

/** Lifetime of projected tokens, in seconds; the kubelet renews them when a fifth of it is left. */
const TOKEN_SECONDS = 3600;

/** One key of a Secret, mounted as a file under `/secrets`. */
export interface SecretFile {
  readonly secretName: string;
  /** Key in the Secret. */
  readonly key: string;
  /** Name of the file. */
  readonly path: string;
}

/** The cdk8s type spells this field differently. */
const NAMESPACE: object = {
  downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] },
};

const sameName = (key: string): k8s.KeyToPath => ({ key, path: key });

/** One mounted folder of a container: the volume, and the path where it is mounted. */
export class Mount {
  /** Scratch space that is lost with the pod; exceeding `sizeLimit` evicts the pod. */
  public static scratch(name: string, path: string, sizeLimit: string): Mount {
    return new Mount({ name, emptyDir: { sizeLimit: quantity(sizeLimit) } }, path);
  }

  /** Files in memory, never written to disk; they count towards the memory limit. */
  public static memory(name: string, path: string, sizeLimit: string): Mount {
    return new Mount({ name, emptyDir: { medium: 'Memory', sizeLimit: quantity(sizeLimit) } }, path);
  }

  /** A claim that outlives the pod. */
  public static claim(name: string, path: string, claimName: string, readOnly = false): Mount {
    return new Mount({ name, persistentVolumeClaim: { claimName } }, path, readOnly);
  }

  /** Keys of a ConfigMap, one file each: all of them if `keys` is omitted. */
  public static configMap(name: string, path: string, configMapName: string, keys?: readonly string[]): Mount {
    return new Mount({ name, configMap: { name: configMapName, items: keys?.map(sameName) } }, path, true);
  }

  /** The report of a run; an empty folder until there is one. */
  public static report(configMapName: string): Mount {
    const items = [sameName(REPORT_KEY)];
    return new Mount({ name: 'report', configMap: { name: configMapName, items, optional: true } }, Path.REPORT, true);
  }

  /** Keys of a Secret, one file each, in a separate folder; no container starts before they exist. */
  public static secretFolder(name: string, path: string, secretName: string, keys: readonly string[]): Mount {
    const secret = { secretName, items: keys.map(sameName), defaultMode: READ_ONLY_MODE, optional: false };
    return new Mount({ name, secret }, path, true);
  }

  /**
   * Keys of one or more Secrets, one file each under `/secrets`. Not optional: no container starts before they exist. A
   * whole folder, since a subPath mount is never updated when a key is rotated.
   */
  public static secretFiles(files: readonly SecretFile[]): Mount {
    const secretNames = [...new Set(files.map(({ secretName }) => secretName))];
    const itemsOf = (name: string): k8s.KeyToPath[] =>
      files.filter(({ secretName }) => secretName === name).map(({ key, path }) => ({ key, path }));
    const [secretName, ...others] = secretNames;
    if (secretName !== undefined && others.length === 0) {
      const secret = { secretName, items: itemsOf(secretName), defaultMode: READ_ONLY_MODE, optional: false };
      return new Mount({ name: 'secrets', secret }, Path.SECRETS, true);
    }
    const sources = secretNames.map((name) => ({ secret: { name, items: itemsOf(name), optional: false } }));
    return new Mount({ name: 'secrets', projected: { defaultMode: READ_ONLY_MODE, sources } }, Path.SECRETS, true);
  }

  /**
   * The files of a SecretProviderClass under `/secrets`; the driver starts no container before they exist.
   *
   * @see https://secrets-store-csi-driver.sigs.k8s.io/
   */
  public static secretProvider(secretProviderClass: string): Mount {
    const csi = { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass } };
    return new Mount({ name: 'secrets', csi }, Path.SECRETS, true);
  }

  /** A token that this run's workspace server accepts and the API server does not. */
  public static workspaceToken(run: RunIdentity): Mount {
    const audience = workspaceAudience(run.namespace, run.runId);
    const token = { audience, expirationSeconds: TOKEN_SECONDS, path: 'token' };
    const sources = [{ serviceAccountToken: token }];
    return new Mount(
      { name: 'workspace-token', projected: { defaultMode: READ_ONLY_MODE, sources } },
      Path.WORKSPACE_TOKEN,
      true,
    );
  }

  /**
   * What client libraries need to connect to the API server. Mounted explicitly, since the automatic mount would give
   * the same access to every container of the pod.
   */
  public static apiAccess(): Mount {
    const sources: k8s.VolumeProjection[] = [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      NAMESPACE,
    ];
    const projected = { defaultMode: READ_ONLY_MODE, sources };
    return new Mount({ name: 'api-access', projected }, Path.API_ACCESS, true);
  }

  private constructor(
    public readonly volume: k8s.Volume,
    public readonly path: string,
    public readonly readOnly = false,
  ) {}

  /** The same files under another name and path, for a pod that mounts the same keys of several Secrets. */
  public moved(name: string, path: string): Mount {
    return new Mount({ ...this.volume, name }, path, this.readOnly);
  }

  /** The mount as a container's field. */
  public get volumeMount(): k8s.VolumeMount {
    const mount = { name: this.volume.name, mountPath: this.path };
    return this.readOnly ? { ...mount, readOnly: true } : mount;
  }
}
