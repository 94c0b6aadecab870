import type { KubernetesObject } from '../kubernetes-object';
import type { ClusterConnection } from './cluster-connection';
import { type Grant, lackingGrants, type PolicyRule } from './granted-rights';

/** The queries sent to a cluster before anything changes. */
export interface ClusterApi {
  /** @throws ClusterRefusal if the cluster cannot be reached or rejects the credentials. */
  hello(): Promise<void>;
  /** Whether this account may perform a verb on all objects of a kind, or on a named one. */
  may(verb: string, group: string, resource: string, namespace?: string, name?: string): Promise<boolean>;
  /** The rules that apply to this account in a namespace, as far as the cluster can list them. */
  rules(namespace: string): Promise<readonly PolicyRule[]>;
  /** Ids of the unfinished runs of a namespace that Pulumi deployed. */
  workingRuns(namespace: string): Promise<string[]>;
  /** Annotations of a Role; undefined if it does not exist. */
  roleAnnotations(name: string, namespace: string): Promise<Readonly<Record<string, string>> | undefined>;
}

/** Why a cluster did not answer a query. */
export class ClusterRefusal extends Error {
  constructor(
    public readonly kind: 'unreachable' | 'unknown',
    message: string,
  ) {
    super(message);
    this.name = 'ClusterRefusal';
  }
}

const RBAC = 'rbac.authorization.k8s.io';

/** The verbs that the provider needs for `up`, `refresh` and `destroy`. */
const VERBS = ['get', 'create', 'patch', 'delete'];

/**
 * Check that a stack can be deployed to a cluster.
 *
 * @throws Error, in one sentence, if the cluster cannot be reached or rejects the credentials, or if they lack a right
 *   that the objects need or that their Roles grant to others.
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
      `the cluster of context ${context} must accept these credentials, got ${error.message}: log in again, or check authentication`,
    );
  });
  const [missing, refused] = await Promise.all([missingRights(api, objects), refusedGrants(api, objects)]);
  if (missing.length + refused.length > 0)
    throw new Error(
      `the account of context ${context} must have every right that this stack needs, got no right to ` +
        `${[...missing, ...refused].join('; ')}: ask the cluster's administrator for them` +
        (refused.length > 0 ? `; to grant a right takes the right itself, or escalate and bind of roles.${RBAC}` : ''),
    );
}

/** Such as `create, patch jobs.batch in team`, in the order of the objects. */
async function missingRights(api: ClusterApi, objects: readonly KubernetesObject[]): Promise<string[]> {
  const kinds = new Map(objects.map((object) => [JSON.stringify(kindOf(object)), kindOf(object)]));
  const lines = await Promise.all(
    [...kinds.values()].map(async ({ group, resource, namespace }) => {
      const allowed = await Promise.all(VERBS.map((verb) => api.may(verb, group, resource, namespace)));
      const verbs = VERBS.filter((_, index) => !allowed[index]);
      const where = namespace === undefined ? '' : ` in ${namespace}`;
      return verbs.length === 0 ? [] : [`${verbs.join(', ')} ${written(group, resource)}${where}`];
    }),
  );
  return lines.flat();
}

const written = (group: string, resource: string): string => (group ? `${resource}.${group}` : resource);

/**
 * Such as `grant get pods/log by Role prodigy-submitter in team`. One query lists all rights that the account has;
 * `escalate` and `bind` are asked for only where one is missing.
 */
async function refusedGrants(api: ClusterApi, objects: readonly KubernetesObject[]): Promise<string[]> {
  const namespaces = new Set(
    objects.flatMap(({ kind, metadata }) => (kind === 'Role' ? (metadata.namespace ?? []) : [])),
  );
  const lines = await Promise.all(
    [...namespaces].map(async (namespace) => {
      const there = objects.filter(({ metadata }) => metadata.namespace === namespace);
      const grants = lackingGrants(there, await api.rules(namespace));
      const instead = ({ object: { kind }, role }: Grant) =>
        kind === 'Role'
          ? api.may('escalate', RBAC, 'roles', namespace)
          : api.may('bind', RBAC, 'roles', namespace, role);
      const may = await Promise.all(grants.map(instead));
      return grants.filter((_, index) => !may[index]).map((grant) => grantText(grant, namespace));
    }),
  );
  return lines.flat();
}

function grantText({ object: { kind, metadata }, lacking }: Grant, namespace: string): string {
  const kinds = new Set(lacking.map(({ group, resource }) => written(group, resource)));
  const rights = [...kinds].map((one) => {
    const verbs = lacking.flatMap(({ verb, group, resource }) => (written(group, resource) === one ? verb : []));
    return `${[...new Set(verbs)].join(', ')} ${one}`;
  });
  return `grant ${rights.join(' and ')} by ${kind} ${metadata.name} in ${namespace}`;
}

/** English plural rules are enough for the kinds that this project deploys. */
function kindOf({ apiVersion, kind, metadata: { namespace } }: KubernetesObject) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  return { group, resource: kind.toLowerCase().replace(/y$/, 'ie').replace(/$/, 's'), namespace };
}
