import * as pulumi from '@pulumi/pulumi';
import { readProject } from '../project';
import { readKey, type SecretWorld } from '../secret-values';
import type { SubmittedSecret } from '../submitted-secret';
import { targetNamed } from '../targets';
import { clusterConnection } from './cluster-connection';
import { deployCluster, type RunOutputs } from './cluster-deployment';
import { clusterProvider } from './cluster-provider';
import { refuseRendering } from './rendered-yaml';
import { type StackSettings, stackSettings } from './stack-settings';
import type { SecretValues } from './submitted-keys';

/**
 * Deploy the stack that is selected: it is named as its target.
 *
 * @param root folder of the project.
 * @returns the runs by workflow.
 * @throws pulumi.RunError, one sentence, where anything is not as it must be; nothing was deployed then.
 */
export function program(root: string, world: SecretWorld): Record<string, RunOutputs> {
  try {
    refuseRendering(world.env);
    const settings = stackSettings();
    const cluster = targetNamed(pulumi.getStack());
    const provider = clusterProvider(cluster.name, {
      connection: clusterConnection(settings, world),
      clusterIdentifier: settings.clusterIdentifier ?? cluster.name,
      adoptExisting: settings.adoptExisting,
    });
    const { policies } = settings;
    const secretValues = (secret: SubmittedSecret) => valuesOf(secret, settings, world);
    return deployCluster(cluster, readProject(root), { provider, policies, secretValues });
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
