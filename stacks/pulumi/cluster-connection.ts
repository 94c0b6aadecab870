import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkedKubeconfig, inClusterKubeconfig, type ReachedCluster } from '../kubeconfig';
import type { SecretWorld } from '../secret-values';
import type { StackSettings } from './stack-settings';

/** How the provider reaches the cluster of a stack. */
export interface ClusterConnection {
  /** Path or content of a kubeconfig. */
  readonly kubeconfig: string;
  readonly context: string;
  /** Whether the kubeconfig itself is a secret. */
  readonly secret: boolean;
  /** Address of the API server. */
  readonly server: string;
  /** The validated kubeconfig, as JSON. */
  readonly checked: string;
  /** Folder that relative paths in it start from. @default - the working directory of the program */
  readonly folder?: string;
}

type ConnectionSettings = Pick<
  StackSettings,
  'authentication' | 'kubeconfigPath' | 'context' | 'kubeconfig' | 'execPlugins'
>;

/**
 * Determine how a stack reaches its cluster: as the pod that the program runs in, with a kubeconfig file and a context,
 * or with the content of a kubeconfig.
 *
 * @throws Error if that way is not available, or {@link checkedKubeconfig} refuses the kubeconfig.
 */
export function clusterConnection(settings: ConnectionSettings, world: SecretWorld): ClusterConnection {
  if (settings.authentication === 'in-cluster') return inCluster(world);
  return settings.authentication === 'kubeconfig' ? byFile(settings, world) : byContent(settings);
}

function inCluster({ env }: SecretWorld): ClusterConnection {
  const kubeconfig = inClusterKubeconfig(env);
  return { kubeconfig, secret: false, ...checkedKubeconfig(kubeconfig, { origin: 'the pod' }) };
}

/** Passes on the path, not the content: no key ends up in the state, and relative paths in the file stay valid. */
function byFile({ kubeconfigPath, ...settings }: ConnectionSettings, world: SecretWorld): ClusterConnection {
  if (!kubeconfigPath || !settings.context)
    throw new Error(
      `'${kubeconfigPath ? 'context' : 'kubeconfigPath'}' must be set for authentication kubeconfig, got nothing: ` +
        'pulumi config set kubeconfigPath ~/.kube/config, and context to one of its contexts',
    );
  const kubeconfig = absolute(kubeconfigPath, world);
  const reached = checked(textOf(kubeconfig, kubeconfigPath), settings, kubeconfigPath);
  return { kubeconfig, folder: dirname(kubeconfig), secret: false, ...reached };
}

function byContent({ kubeconfig, ...settings }: ConnectionSettings): ClusterConnection {
  if (!kubeconfig)
    throw new Error(
      "'kubeconfig' must be set for authentication inline, got nothing: pulumi config set --secret kubeconfig < FILE",
    );
  const reached = checked(kubeconfig, settings, 'the configuration of the stack');
  return { kubeconfig: reached.checked, secret: true, ...reached };
}

const checked = (
  text: string,
  { context, execPlugins }: Pick<StackSettings, 'context' | 'execPlugins'>,
  origin: string,
): ReachedCluster => checkedKubeconfig(text, { origin, context, allowed: execPlugins });

const absolute = (path: string, { home, cwd }: SecretWorld): string =>
  path.startsWith('~/') ? join(home, path.slice(2)) : resolve(cwd, path);

function textOf(file: string, written: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'nothing there' : (error as Error).message;
    throw new Error(`'kubeconfigPath' must name a readable kubeconfig, got ${written}: ${why}`);
  }
}
