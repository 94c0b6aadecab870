import { CILIUM_POLICY_CRD, type ClusterFacts, type DnsFacts } from '../contract/cluster-facts';

/** Where Claude is asked. */
const CLAUDE_HOST = 'api.anthropic.com';

/** What a run's agents reach outside its namespace. */
export interface ReachableHosts {
  readonly allowHosts: readonly string[];
  readonly publicHttps: boolean;
  readonly hostsByName: boolean;
  readonly dns?: DnsFacts;
}

/**
 * What a run asks for, and what asking Claude needs: where the cluster's policies know names, Claude's host alone; else
 * public HTTPS, since the host's addresses are not ours to know.
 * @param claude whether its agents ask Claude.
 */
export function reachableHosts(
  claude: boolean,
  cluster: ClusterFacts,
  wanted: { readonly allowHosts?: readonly string[]; readonly publicHttps?: boolean },
): ReachableHosts {
  const hostsByName = cluster.crds?.includes(CILIUM_POLICY_CRD) ?? false;
  return {
    allowHosts: [...(wanted.allowHosts ?? []), ...(claude && hostsByName ? [CLAUDE_HOST] : [])],
    publicHttps: wanted.publicHttps ?? (claude && !hostsByName),
    hostsByName,
    dns: cluster.dns,
  };
}
