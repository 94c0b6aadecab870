import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STATE } from './paths';

const FOLDER = join(STATE, 'audit');

/** One JSON object a line: who asked the API server for what. */
export const AUDIT_LOG = join(FOLDER, 'audit.log');
export const AUDIT_POLICY = join(FOLDER, 'policy.json');

/** In namespaces of these names bodies of requests and answers are logged too, those of Secrets and tokens excepted. */
export const FULLY_AUDITED = ['prodigy-canaries'];

/** Write the policy. The API server reads it when it starts. */
export async function createAuditPolicy(): Promise<void> {
  await mkdir(FOLDER, { recursive: true, mode: 0o700 });
  await writeFile(AUDIT_POLICY, `${JSON.stringify(policy, null, 2)}\n`);
}

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** What runs and tenants are made of. ConfigMaps are left out: people put passwords into them. */
const RUN_OBJECTS = [
  { group: '', resources: ['persistentvolumeclaims', 'resourcequotas', 'serviceaccounts', 'services'] },
  { group: 'apps', resources: ['statefulsets'] },
  { group: 'batch', resources: ['jobs'] },
  { group: 'external-secrets.io' },
  { group: 'networking.k8s.io', resources: ['networkpolicies'] },
  { group: 'policy', resources: ['poddisruptionbudgets'] },
  { group: 'rbac.authorization.k8s.io' },
];

/** The first rule that fits a request decides. */
const policy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  omitManagedFields: true,
  rules: [
    { level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/openapi*'] },
    { level: 'None', resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }] },
    // Their bodies are the secret itself.
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
