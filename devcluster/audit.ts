import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STATE } from './paths';

const FOLDER = join(STATE, 'audit');

/** One JSON object per line: every request to the API server, and by whom. */
export const AUDIT_LOG = join(FOLDER, 'audit.log');
export const AUDIT_POLICY = join(FOLDER, 'policy.json');

/** In these namespaces the bodies of requests and responses are logged too, except for Secrets and tokens. */
export const FULLY_AUDITED = ['prodigy-canaries'];

/** Write the policy, which the API server reads at startup. */
export async function createAuditPolicy(): Promise<void> {
  await mkdir(FOLDER, { recursive: true, mode: 0o700 });
  await writeFile(AUDIT_POLICY, `${JSON.stringify(policy, null, 2)}\n`);
}

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Objects of runs and tenants. ConfigMaps are left out because people put passwords into them. */
const RUN_OBJECTS = [
  { group: '', resources: ['persistentvolumeclaims', 'resourcequotas', 'serviceaccounts', 'services'] },
  { group: 'apps', resources: ['statefulsets'] },
  { group: 'batch', resources: ['jobs'] },
  { group: 'external-secrets.io' },
  { group: 'networking.k8s.io', resources: ['networkpolicies'] },
  { group: 'policy', resources: ['poddisruptionbudgets'] },
  { group: 'rbac.authorization.k8s.io' },
];

/** The first matching rule applies to a request. */
const policy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  omitManagedFields: true,
  rules: [
    { level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/openapi*'] },
    { level: 'None', resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }] },
    // Their bodies are secret.
    {
      level: 'Metadata',
      resources: [
        { group: '', resources: ['secrets', 'serviceaccounts/token'] },
        { group: 'authentication.k8s.io', resources: ['tokenreviews'] },
      ],
    },
    { level: 'RequestResponse', namespaces: FULLY_AUDITED },
    { level: 'Request', verbs: WRITES, resources: RUN_OBJECTS },
    { level: 'Metadata' },
  ],
};
