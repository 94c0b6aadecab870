import * as pulumi from '@pulumi/pulumi';
import { readProject } from '../project';
import { readKey, type SecretWorld } from '../secret-values';
import type { SubmittedSecret } from '../submitted-secret';
import { targetNamed } from '../targets';
import { type ClusterApi, checkAccess } from './cluster-access';
import { connectTo } from './cluster-client';
import { type ClusterConnection, clusterConnection } from './cluster-connection';
import { deployCluster, type RunOutputs, stackObjects } from './cluster-deployment';
import { clusterProvider } from './cluster-provider';
import { refuseRendering } from './rendered-yaml';
import { type StackSettings, stackSettings } from './stack-settings';
import type { SecretValues } from './submitted-keys';

/**
 * Deploy the stack that is selected: it is named as its target. Before anything is declared the cluster is asked
 * whether it is there and lets this stack do its work.
 *
 * @param root folder of the project.
 * @param reach connects to a cluster.
 * @returns the runs by workflow.
 * @throws pulumi.RunError, one sentence, where anything is not as it must be; nothing was deployed then.
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
    const project = readProject(root);
    await checkAccess(await reach(connection), connection, stackObjects(cluster, project));
    const provider = clusterProvider(cluster.name, { connection, clusterIdentifier, adoptExisting });
    const secretValues = (secret: SubmittedSecret) => valuesOf(secret, settings, world);
    return deployCluster(cluster, project, { provider, policies, secretValues });
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
}

/** A key that the stack's configuration holds is taken from there, any other from where the workflow says. */
const valuesOf = ({ sources }: SubmittedSecret, { secrets }: StackSettings, world: SecretWorld): SecretValues =>
  Object.fromEntries(
    Object.entries(sources).map(([key, source]) => [key, pulumi.secret(secrets[key] ?? text(key, source, world))]),
  );

/** Pulumi knows texts alone. */
function text(key: string, source: SubmittedSecret['sources'][string], world: SecretWorld): string {
  const bytes = readKey(key, source, world);
  const value = bytes.toString();
  if (Buffer.from(value).equals(bytes)) return value;
  throw new Error(
    `'${key}' must be text in UTF-8, got other bytes: encode it, or make its Secret on the cluster yourself`,
  );
}
