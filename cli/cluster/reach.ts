import { connect, type Kube } from '../kube';
import type { Terminal } from '../terminal';
import { kubeconfigOf, type TargetFlags, targetOf } from './target';

/** Flags that say on which cluster, and where on it, something is. */
export type WhichCluster = Pick<TargetFlags, 'cluster' | 'environment' | 'namespace' | 'kubeconfig' | 'context'>;

/** The runs of a namespace, and the way to them. */
export interface Reach {
  readonly kube: Kube;
  readonly namespace: string;
  /** Most agents of one run there. */
  readonly maxAgents: number;
}

/** @throws CliError where no such cluster is known, or its kubeconfig leads nowhere. */
export async function reach(flags: WhichCluster, terminal: Terminal): Promise<Reach> {
  const { facts } = await targetOf(flags, terminal);
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  return { kube, namespace: facts.namespace, maxAgents: facts.maxAgents };
}
