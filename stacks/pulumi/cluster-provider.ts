import { Provider } from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { ClusterConnection } from './cluster-connection';

/** Settings of {@link clusterProvider}. */
export interface ClusterProviderArgs {
  readonly connection: Pick<ClusterConnection, 'kubeconfig' | 'context' | 'secret'>;
  /** Identifies the cluster: only a different identifier makes the provider move the stack to another cluster. */
  readonly clusterIdentifier: string;
  /** Whether existing objects are adopted and changed; otherwise creating them is an error. */
  readonly adoptExisting: boolean;
}

/**
 * The stack's only provider. Never the ambient one: changing the current context must not move a stack to another
 * cluster.
 *
 * The program wins conflicts: a field that somebody else changed is overwritten, not refused, so `up` repairs what
 * `drift` shows. Fields that the program does not set keep their owners.
 *
 * Secrets are updated in place, so that pods that mount a rotated key get it; ConfigMaps too, except those of runs,
 * which are immutable and have the run's id in their name.
 */
export function clusterProvider(name: string, args: ClusterProviderArgs): Provider {
  const { connection, clusterIdentifier, adoptExisting } = args;
  const { kubeconfig, context, secret } = connection;
  return new Provider(name, {
    kubeconfig: secret ? pulumi.secret(kubeconfig) : kubeconfig,
    context,
    clusterIdentifier,
    enableServerSideApply: true,
    enablePatchForce: true,
    enableSecretMutable: true,
    enableConfigMapMutable: true,
    upsertExistingObjects: adoptExisting,
  });
}
