import type { Provider } from '../../contract/cluster-facts';
import type { UserClusterKeys } from '../../stacks/add-user-cluster';
import type { KubeContext } from '../kube';

/** How the providers' tools name a context or an API server; the group is the cluster's own name. */
const MADE_BY: readonly (readonly [Provider, context: RegExp, server: RegExp])[] = [
  ['eks', /^arn:aws[a-z-]*:eks:[^:]+:[0-9]+:cluster\/(.+)$/, /\.eks\.amazonaws\.com/],
  ['gke', /^gke_[^_]+_[^_]+_(.+)$/, /(?!)/],
  ['aks', /(?!)/, /\.azmk8s\.io/],
  ['kind', /^kind-(.+)$/, /(?!)/],
  ['minikube', /^(minikube)$/, /(?!)/],
];

/**
 * Describe the cluster of a context.
 * @param taken names in use.
 */
export function clusterFrom(
  { name: context, namespace, server = '' }: KubeContext,
  taken: ReadonlySet<string>,
): { readonly name: string; readonly keys: UserClusterKeys } {
  const made = MADE_BY.find(([, ofContext, ofServer]) => ofContext.test(context) || ofServer.test(server));
  const own = made?.[1].exec(context)?.[1] ?? context;
  return { name: free(slugOf(own), taken), keys: { context, namespace, provider: made?.[0] } };
}

/** The text in lower-case letters, digits and dashes. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'cluster';

function free(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
