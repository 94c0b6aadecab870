/** Who may submit, watch, cancel and clean up the runs of a namespace: an RBAC subject. */
export interface Submitter {
  readonly kind: (typeof SUBMITTER_KINDS)[number];
  readonly name: string;
  /** Namespace of a ServiceAccount. @default - the namespace of the runs */
  readonly namespace?: string;
}

/** Kinds of RBAC subjects. */
export const SUBMITTER_KINDS = ['User', 'Group', 'ServiceAccount'] as const;

/** Leaves 31 of a namespace's 63 characters for the cluster's own namespace. */
const TENANT_ID = /^[a-z0-9]([-a-z0-9]{0,22}[a-z0-9])?$/;
const LONGEST_NAMESPACE = 63;

/**
 * Namespace of one of several tenants that share a cluster: `<namespace>-tenant-<id>`.
 *
 * @param namespace from the cluster's facts; the prefix of all tenants' namespaces.
 * @throws Error if the id is invalid, or the name would be longer than Kubernetes allows.
 */
export function tenantNamespace(namespace: string, id: string): string {
  if (!TENANT_ID.test(id))
    throw new Error(
      `'tenant' must be lower-case letters, digits and dashes, at most 24, got ${JSON.stringify(id)}: ` +
        'it becomes part of a namespace',
    );
  const name = `${namespace}-tenant-${id}`;
  if (name.length <= LONGEST_NAMESPACE) return name;
  throw new Error(
    `'tenant' must leave room in a namespace of ${LONGEST_NAMESPACE} characters, got ${name.length} for ${name}: ` +
      "shorten it, or the cluster's namespace",
  );
}
