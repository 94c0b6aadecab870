import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CUSTOM_RESOURCES } from '../tools/custom-resources';
import { externalSecretsOperator } from '../tools/external-secrets';
import { kubeconfigOf } from './kubeconfig';
import { apply, kubectl } from './kubectl';
import { startProcess, stopProcess } from './processes';

const NAME = 'external-secrets';

/** CustomResourceDefinitions that the operator needs. */
const DEFINITIONS = [
  'external-secrets.io_externalsecrets',
  'external-secrets.io_secretstores',
  'generators.external-secrets.io_generatorstates',
  'generators.external-secrets.io_clustergenerators',
];

/** Unused features, which would need more definitions. */
const SWITCHED_OFF = [
  '--enable-cluster-store-reconciler=false',
  '--enable-cluster-external-secret-reconciler=false',
  '--enable-cluster-push-secret-reconciler=false',
  '--enable-push-secret-reconciler=false',
];

/** Start External Secrets Operator as a process of the cluster, with the store `fake`. The first call builds it. */
export async function startExternalSecrets(): Promise<void> {
  const binaries = await externalSecretsOperator();
  for (const name of DEFINITIONS) {
    const definition = await readFile(join(CUSTOM_RESOURCES, `${name}.yaml`), 'utf8');
    await kubectl(['apply', '--server-side', '--field-manager=devcluster', '-f', '-'], definition);
  }
  await apply([binding]);
  await startProcess(
    NAME,
    [join(binaries, NAME), ...SWITCHED_OFF, '--metrics-addr=127.0.0.1:8082', '--live-addr=127.0.0.1:8083'],
    { KUBECONFIG: kubeconfigOf(NAME) },
  );
}

/** Stop it. Objects that it created remain. */
export const stopExternalSecrets = (): Promise<void> => stopProcess(NAME);

const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: NAME },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: NAME }],
};
