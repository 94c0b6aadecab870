import type { ClusterFacts } from '../contract/cluster-facts';
import { base } from './base';
import { clusters } from './clusters';
import { type Environment, environments } from './environments';
import { type Layer, layer, overlay, settled } from './overlay';

/** A target and the origin of each of its facts. */
export interface Target {
  readonly facts: ClusterFacts;
  readonly layers: Layer;
}

/** The lowest layer. */
const baseLayer: Layer = layer(base, 'base');

/** The changes of an environment. */
export const environmentLayer = ({ name, facts }: Environment): Layer => layer(facts, `environment ${name}`);

/** The facts from a bundled cluster's file. */
export function clusterLayer({ name, ...facts }: ClusterFacts): Layer {
  return layer(facts, `stacks/clusters/${name}.ts`);
}

/** Name of a target: the cluster's, followed by the environment's if there is one. */
export const targetName = (cluster: string, environment?: string): string =>
  environment === undefined ? cluster : `${cluster}-${environment}`;

/** @throws Error with one line per missing or invalid fact, and where it was written. */
export function target(name: string, ...layers: readonly Layer[]): Target {
  const merged = overlay(baseLayer, ...layers);
  return { facts: settled(name, merged), layers: merged };
}

/** Every target that manifests are rendered for: each cluster alone and in each of its environments. */
export const targets: readonly ClusterFacts[] = clusters.flatMap((cluster) => [
  target(cluster.name, clusterLayer(cluster)).facts,
  ...environments
    .filter((environment) => environment.clusters.includes(cluster.name))
    .map((environment) => inEnvironment(cluster, environment).facts),
]);

function inEnvironment(cluster: ClusterFacts, environment: Environment): Target {
  return target(targetName(cluster.name, environment.name), clusterLayer(cluster), environmentLayer(environment));
}

/**
 * One target.
 *
 * @throws Error listing the known targets.
 */
export function targetNamed(name: string): ClusterFacts {
  const found = targets.find((candidate) => candidate.name === name);
  if (found) return found;
  const known = targets.map((candidate) => candidate.name).join(', ');
  throw new Error(`'target' must be one of ${known}, got ${name}: see stacks/clusters and stacks/environments`);
}
