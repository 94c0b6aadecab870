import { CILIUM_POLICY_CRD, type ClusterFacts, type DnsFacts } from '../contract/cluster-facts';

/** Host of Claude's API. */
const CLAUDE_HOST = 'api.anthropic.com';

/** What a run's agents may reach outside its namespace. */
export interface ReachableHosts {
  readonly allowHosts: readonly string[];
  readonly publicHttps: boolean;
  readonly hostsByName: boolean;
  readonly dns?: DnsFacts;
}

/**
 * The hosts that a run asks for, and what calling Claude needs: only Claude's host if the cluster's policies support
 * host names; otherwise public HTTPS, since we cannot know the host's addresses.
 * @param claude whether its agents call Claude.
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
