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

/** Flags for a run's target, and for one-off changes of its settings. */
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

/** The user's file of clusters, in their home folder. */
export const USER_FILE = join('.prodigy', 'kubernetes.yaml');

/**
 * The target of a command: base, then the bundled cluster, then the user's file, then the environment, then the command
 * line. Without a cluster, the settings that apply to every cluster.
 * @param text of the user's file, instead of its actual content.
 * @throws CliError naming the invalid file, flag or fact.
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

/** A cluster that `--cluster` accepts. */
export interface KnownCluster {
  readonly name: string;
  /** Where it is described: bundled with the program, in the user's file, or both. */
  readonly origin: string;
}

/** Every described cluster, by name. */
export async function knownClusters(terminal: Terminal): Promise<KnownCluster[]> {
  const said = await readUserFile(terminal.home);
  const { clusters: own } = asUserError(() => parseUserClusters(said, `~/${USER_FILE}`));
  const bundled = new Set(clusters.map(({ name }) => name));
  return [...new Set([...bundled, ...own.keys()])].sort().map((name) => {
    const places = [...(bundled.has(name) ? ['bundled'] : []), ...(own.has(name) ? [`~/${USER_FILE}`] : [])];
    return { name, origin: places.join(', ') };
  });
}

/** A tenant's namespace is derived from the one that all other layers set. */
function forTenant(tenant: string | undefined, name: string, ...layers: readonly Layer[]): Target {
  const shared = target(name, ...layers);
  if (tenant === undefined) return shared;
  const namespace = tenantNamespace(shared.facts.namespace, tenant);
  return target(name, ...layers, layer({ namespace }, '--tenant'));
}

/** A user's cluster overrides the bundled one of the same name. */
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
    // Validated with all other facts.
    ['--cleanup-policy', { cleanupPolicy: flags.cleanupPolicy as 'delete' }],
    ['--kubeconfig', { kubeconfig: { path: flags.kubeconfig } }],
    ['--context', { kubeconfig: { context: flags.context } }],
  ];
  return overlay(...said.map(([flag, facts]) => layer(facts, flag)));
}

/** Text of the user's file; empty if there is none. @throws CliError if it cannot be read. */
export async function readUserFile(home: string): Promise<string> {
  try {
    return await readFile(join(home, USER_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new CliError(`'~/${USER_FILE}' must be a readable file: ${(error as Error).message}`);
  }
}

/** How to connect to a target; `~/` is the caller's home folder. */
export function kubeconfigOf(cluster: ClusterFacts, home: string): { kubeconfig?: string; context?: string } {
  const { path, context } = cluster.kubeconfig ?? {};
  return { kubeconfig: path?.startsWith('~/') ? join(home, path.slice(2)) : path, context };
}
