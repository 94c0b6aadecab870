import { connect, type Kube } from '../kube';
import type { Terminal } from '../terminal';
import { kubeconfigOf, type TargetFlags, targetOf } from './target';

/** Flags for the cluster, and for the place on it. */
export type WhichCluster = Pick<TargetFlags, 'cluster' | 'environment' | 'namespace' | 'kubeconfig' | 'context'>;

/** A namespace with runs, and a connection to its cluster. */
export interface Reach {
  readonly kube: Kube;
  readonly namespace: string;
  /** Maximum number of agents of one run there. */
  readonly maxAgents: number;
}

/** @throws CliError if the cluster is unknown, or its kubeconfig is invalid. */
export async function reach(flags: WhichCluster, terminal: Terminal): Promise<Reach> {
  const { facts } = await targetOf(flags, terminal);
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  return { kube, namespace: facts.namespace, maxAgents: facts.maxAgents };
}
