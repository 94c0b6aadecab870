import type { KubernetesObject } from '../kubernetes-object';
import type { ClusterConnection } from './cluster-connection';

/** What is asked of a cluster before anything changes. */
export interface ClusterApi {
  /** @throws ClusterRefusal where nobody answers, or nobody is let in. */
  hello(): Promise<void>;
  /** Whether this account may do something to the objects of one kind. */
  may(verb: string, group: string, resource: string, namespace?: string): Promise<boolean>;
  /** Ids of the runs of one namespace that Pulumi deployed and that are not over. */
  workingRuns(namespace: string): Promise<string[]>;
  /** Annotations of a Role; undefined where it is not there. */
  roleAnnotations(name: string, namespace: string): Promise<Readonly<Record<string, string>> | undefined>;
}

/** Why a cluster did not answer a question. */
export class ClusterRefusal extends Error {
  constructor(
    public readonly kind: 'unreachable' | 'unknown',
    message: string,
  ) {
    super(message);
    this.name = 'ClusterRefusal';
  }
}

/** What the provider does to an object, for `up`, `refresh` and `destroy`. */
const VERBS = ['get', 'create', 'patch', 'delete'];

/**
 * Ask a cluster whether a stack can be deployed to it.
 *
 * @throws Error, one sentence, where it cannot be reached, knows these credentials not, or lets them do less than the
 *   objects need.
 */
export async function checkAccess(
  api: ClusterApi,
  { context, server }: Pick<ClusterConnection, 'context' | 'server'>,
  objects: readonly KubernetesObject[],
): Promise<void> {
  await api.hello().catch((error: unknown) => {
    if (!(error instanceof ClusterRefusal)) throw error;
    if (error.kind === 'unreachable')
      throw new Error(
        `the cluster of context ${context} must answer at ${server}, got ${error.message}: ` +
          'check the network, or the authentication and context of this stack',
      );
    throw new Error(
      `the cluster of context ${context} must know these credentials, got ${error.message}: log in again, or check authentication`,
    );
  });
  const missing = await missingRights(api, objects);
  if (missing.length > 0)
    throw new Error(
      `the account of context ${context} must have every right that this stack needs, got no right to ` +
        `${missing.join('; ')}: ask who keeps the cluster for them`,
    );
}

/** `create, patch jobs.batch in team`, in the order of the objects. */
async function missingRights(api: ClusterApi, objects: readonly KubernetesObject[]): Promise<string[]> {
  const kinds = new Map(objects.map((object) => [JSON.stringify(kindOf(object)), kindOf(object)]));
  const lines = await Promise.all(
    [...kinds.values()].map(async ({ group, resource, namespace }) => {
      const allowed = await Promise.all(VERBS.map((verb) => api.may(verb, group, resource, namespace)));
      const verbs = VERBS.filter((_, index) => !allowed[index]);
      const where = namespace === undefined ? '' : ` in ${namespace}`;
      return verbs.length === 0 ? [] : [`${verbs.join(', ')} ${group ? `${resource}.${group}` : resource}${where}`];
    }),
  );
  return lines.flat();
}

/** Kinds of this project are made plural as English does. */
function kindOf({ apiVersion, kind, metadata: { namespace } }: KubernetesObject) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  return { group, resource: kind.toLowerCase().replace(/y$/, 'ie').replace(/$/, 's'), namespace };
}
