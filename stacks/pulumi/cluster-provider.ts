import { Provider } from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { ClusterConnection } from './cluster-connection';

/** Settings of {@link clusterProvider}. */
export interface ClusterProviderArgs {
  readonly connection: Pick<ClusterConnection, 'kubeconfig' | 'context' | 'secret'>;
  /** What the cluster is told from others by: only another identifier moves the stack to another cluster. */
  readonly clusterIdentifier: string;
  /** Whether objects that are there already are taken over and changed, where a create would be refused. */
  readonly adoptExisting: boolean;
}

/**
 * The one provider of a stack. Never the ambient one: a changed current context must not move a stack to another
 * cluster.
 *
 * What the program says holds: a field that somebody else changed meanwhile is taken back, not refused, so that an `up`
 * repairs what `drift` shows. Fields that it does not name stay with whom they belong to.
 *
 * Values of Secrets change in place, since a key that is rotated serves pods which mount it; so do ConfigMaps, but for
 * those of runs, which are immutable and have the run's id in their name.
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
