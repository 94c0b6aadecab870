import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterFacts } from '../../contract/cluster-facts';
import { tenantNamespace } from '../../contract/tenant';
import { clusters } from '../../stacks/clusters';
import { environmentNamed } from '../../stacks/environments';
import { type FactChanges, type Layer, layer, overlay } from '../../stacks/overlay';
import { clusterLayer, environmentLayer, type Target, target, targetName } from '../../stacks/targets';
import { parseUserClusters } from '../../stacks/user-clusters';
import { asUserError, CliError } from '../cli-error';
import type { Terminal } from '../terminal';
import { agents } from './agents';

/** Flags that say where a run is to be, and what is different there for once. */
export interface TargetFlags {
  readonly cluster?: string;
  readonly environment?: string;
  readonly namespace?: string;
  readonly tenant?: string;
  readonly maxParallel?: string;
  readonly useSpot?: boolean;
  readonly storageClass?: string;
  readonly workspaceSize?: string;
  readonly cleanupPolicy?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** What a user says of clusters, in their home folder. */
export const USER_FILE = join('.prodigy', 'kubernetes.yaml');

/**
 * The target of a command: base, then the bundled cluster, then what the user's file says of it, then the environment,
 * then the command line. Without a cluster it is what holds of every cluster.
 * @param text of the user's file, in place of what it holds.
 * @throws CliError naming the file, flag or fact that is not as it must be.
 */
export async function targetOf(flags: TargetFlags, terminal: Terminal, text?: string): Promise<Target> {
  const said = text ?? (await readUserFile(terminal.home));
  return asUserError(() => {
    const { clusters: described, warnings } = parseUserClusters(said, `~/${USER_FILE}`);
    for (const warning of warnings) terminal.progress(`warning: ${warning}\n`);
    const cluster = flags.cluster === undefined ? [] : layersOf(flags.cluster, described);
    const environment = flags.environment === undefined ? [] : [environmentLayer(environmentNamed(flags.environment))];
    const name = targetName(flags.cluster ?? 'base', flags.environment);
    return forTenant(flags.tenant, name, ...cluster, ...environment, commandLine(flags));
  });
}

/** A cluster that `--cluster` can name. */
export interface KnownCluster {
  readonly name: string;
  /** Where it is described: here with the program, in the user's file, or in both. */
  readonly origin: string;
}

/** Every cluster that is described, by name. */
export async function knownClusters(terminal: Terminal): Promise<KnownCluster[]> {
  const said = await readUserFile(terminal.home);
  const { clusters: own } = asUserError(() => parseUserClusters(said, `~/${USER_FILE}`));
  const bundled = new Set(clusters.map(({ name }) => name));
  return [...new Set([...bundled, ...own.keys()])].sort().map((name) => {
    const places = [...(bundled.has(name) ? ['bundled'] : []), ...(own.has(name) ? [`~/${USER_FILE}`] : [])];
    return { name, origin: places.join(', ') };
  });
}

/** The namespace of a tenant is made from the one that all else says. */
function forTenant(tenant: string | undefined, name: string, ...layers: readonly Layer[]): Target {
  const shared = target(name, ...layers);
  if (tenant === undefined) return shared;
  const namespace = tenantNamespace(shared.facts.namespace, tenant);
  return target(name, ...layers, layer({ namespace }, '--tenant'));
}

/** A user's cluster lies over the bundled one of its name. */
function layersOf(name: string, described: ReadonlyMap<string, Layer>): Layer[] {
  const bundled = clusters.find((cluster) => cluster.name === name);
  const own = described.get(name);
  if (!bundled && !own) {
    const known = [...new Set([...clusters.map((cluster) => cluster.name), ...described.keys()])].join(', ');
    throw new Error(`'cluster' must be one of ${known}, got ${name}: add others to ~/${USER_FILE}`);
  }
  return [...(bundled ? [clusterLayer(bundled)] : []), ...(own ? [own] : [])];
}

function commandLine(flags: TargetFlags): Layer {
  const said: readonly (readonly [string, FactChanges])[] = [
    ['--namespace', { namespace: flags.namespace }],
    ['--max-parallel', { agents: agents(flags.maxParallel) }],
    ['--use-spot', { placement: { spot: flags.useSpot } }],
    ['--storage-class', { storage: { storageClass: flags.storageClass } }],
    ['--workspace-size', { storage: { workspaceSize: flags.workspaceSize } }],
    // Checked with all the other facts.
    ['--cleanup-policy', { cleanupPolicy: flags.cleanupPolicy as 'delete' }],
    ['--kubeconfig', { kubeconfig: { path: flags.kubeconfig } }],
    ['--context', { kubeconfig: { context: flags.context } }],
  ];
  return overlay(...said.map(([flag, facts]) => layer(facts, flag)));
}

/** Text of the user's file; empty where there is none. @throws CliError where it cannot be read. */
export async function readUserFile(home: string): Promise<string> {
  try {
    return await readFile(join(home, USER_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new CliError(`'~/${USER_FILE}' must be a readable file: ${(error as Error).message}`);
  }
}

/** How the command line reaches a target; `~/` is the home folder of whoever calls it. */
export function kubeconfigOf(cluster: ClusterFacts, home: string): { kubeconfig?: string; context?: string } {
  const { path, context } = cluster.kubeconfig ?? {};
  return { kubeconfig: path?.startsWith('~/') ? join(home, path.slice(2)) : path, context };
}
