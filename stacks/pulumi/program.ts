import * as pulumi from '@pulumi/pulumi';
import { readProject } from '../project';
import type { SecretWorld } from '../secret-values';
import type { SubmittedSecret } from '../submitted-secret';
import { targetNamed } from '../targets';
import { type ClusterApi, checkAccess } from './cluster-access';
import { connectTo } from './cluster-client';
import { type ClusterConnection, clusterConnection } from './cluster-connection';
import { deployCluster, type RunOutputs, stackObjects } from './cluster-deployment';
import { clusterProvider } from './cluster-provider';
import { oneSentence } from './one-sentence';
import { ownName, refuseSharing } from './owning-stack';
import { refuseRendering } from './rendered-yaml';
import { runSecrets } from './run-secrets';
import { stackSettings } from './stack-settings';
import { refuseRemoval } from './working-runs';

/**
 * Deploy the selected stack; it has the name of its target. Before anything is declared, the cluster is checked for
 * reachability and sufficient rights.
 *
 * @param root folder of the project.
 * @param reach connects to a cluster.
 * @returns the runs by workflow.
 * @throws pulumi.RunError, in one sentence, if any check fails; nothing has been deployed then.
 */
export async function program(
  root: string,
  world: SecretWorld,
  reach: (connection: ClusterConnection) => Promise<ClusterApi> = connectTo,
): Promise<Record<string, RunOutputs>> {
  try {
    refuseRendering(world.env);
    const settings = stackSettings();
    const cluster = targetNamed(pulumi.getStack());
    const connection = clusterConnection(settings, world);
    const { adoptExisting, policies, clusterIdentifier = cluster.name } = settings;
    const project = { ...readProject(root), configured: Object.keys(settings.secrets) };
    const [api, objects] = [await reach(connection), stackObjects(cluster, project)];
    await checkAccess(api, connection, objects);
    await refuseSharing(api, cluster.namespace, ownName());
    await refuseRemoval(api, { namespace: cluster.namespace, objects, policies });
    const taking = { adoptExisting: adoptExisting || policies.importExisting };
    const provider = clusterProvider(cluster.name, { connection, clusterIdentifier, ...taking });
    const secretValues = (secret: SubmittedSecret) => runSecrets(secret, settings, world);
    return deployCluster(cluster, project, { provider, policies, secretValues });
  } catch (error) {
    throw oneSentence((error as Error).message);
  }
}
