import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { checkAccess } from '../../stacks/pulumi/cluster-access';
import { connectTo } from '../../stacks/pulumi/cluster-client';
import type { PolicyRule } from '../../stacks/pulumi/granted-rights';
import { renderRun, renderTenant } from '../../stacks/render';
import { plain } from '../stacks/every-option';
import { kubectl } from './support/kubectl';
import { deleteTenant, testCluster, testNamespace } from './support/test-cluster';

const NAMESPACE = testNamespace('access');
const request = { ...plain, cluster: testCluster(NAMESPACE), runId: 'mine' };
const objects = [...renderTenant(request.cluster, request.images), ...renderRun(request).objects];
const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
const [roles, bindings] = [ofKind('Role'), ofKind('RoleBinding')];

/** What the provider does to each kind: all that an account was asked for that grants nothing. */
const verbs: PolicyRule[] = objects.map(({ apiVersion, kind }) => ({
  apiGroups: [apiVersion.includes('/') ? apiVersion.split('/')[0]! : ''],
  resources: [kind.toLowerCase().replace(/y$/, 'ie').replace(/$/, 's')],
  verbs: ['get', 'create', 'patch', 'delete'],
}));
const rights = roles.flatMap((role) => role.rules as PolicyRule[]);
const ofRoles = (...list: string[]) => ({
  apiGroups: ['rbac.authorization.k8s.io'],
  resources: ['roles'],
  verbs: list,
});

const apply = (list: readonly object[], ...flags: string[]) =>
  kubectl(
    ['apply', '--server-side', '-f', '-', ...flags],
    list.map((object) => JSON.stringify(object)).join('\n---\n'),
  );

/** A service account that rules allow this on the whole cluster. */
async function account(name: string, rules: readonly PolicyRule[]): Promise<void> {
  const metadata = { name: `${NAMESPACE}-${name}` };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name };
  const subjects = [{ kind: 'ServiceAccount', name, namespace: NAMESPACE }];
  await apply([
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: NAMESPACE } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata, roleRef, subjects },
  ]);
}

const ACCOUNTS: readonly [string, readonly PolicyRule[], readonly KubernetesObject[]][] = [
  ['without', verbs, [...roles, ...bindings]],
  ['escalates', [...verbs, ofRoles('escalate')], bindings],
  ['binds', [...verbs, ofRoles('bind')], roles],
  ['may-both', [...verbs, ofRoles('escalate', 'bind')], []],
  ['has-rights', [...verbs, ...rights], []],
];
const namesOf = (list: readonly KubernetesObject[]) => list.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

beforeAll(async () => {
  await kubectl(['create', 'namespace', NAMESPACE]);
  for (const [name, rules] of ACCOUNTS) await account(name, rules);
});
afterAll(async () => {
  for (const [name] of ACCOUNTS)
    await kubectl(['delete', 'clusterrole,clusterrolebinding', `${NAMESPACE}-${name}`, '--ignore-not-found']);
  await deleteTenant(NAMESPACE);
});

/** What the check before a stack is deployed says for an account. */
async function said(name: string): Promise<string> {
  const config = parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8'));
  const token = (await kubectl(['create', 'token', name, '-n', NAMESPACE])).trim();
  const users = config.users.map((one: object) => ({ ...one, user: { token } }));
  const context = config['current-context'];
  const api = await connectTo({ checked: JSON.stringify({ ...config, users }), context });
  return checkAccess(api, { context, server: '' }, objects).then(
    () => '',
    (error: Error) => error.message,
  );
}

/** Which objects the API server does not let an account make. */
async function refused(name: string, list: readonly KubernetesObject[]): Promise<KubernetesObject[]> {
  const as = `--as=system:serviceaccount:${NAMESPACE}:${name}`;
  const answers = await Promise.all(
    list.map((object) =>
      apply([object], as, '--dry-run=server').then(
        () => [],
        (error: Error) => {
          if (!error.message.includes('attempting to grant RBAC permissions not currently held')) throw error;
          return [object];
        },
      ),
    ),
  );
  return answers.flat();
}

test('what an account may not grant is said before, and only what the API server would refuse', async () => {
  for (const [name, , expected] of ACCOUNTS) {
    const made = expected.filter(({ kind }) => kind === 'Role');
    expect([name, await refused(name, roles)]).toEqual([name, made]);
  }
  // A binding to a Role that is not there is another fault.
  await apply(roles);
  for (const [name, , expected] of ACCOUNTS) {
    const made = expected.filter(({ kind }) => kind === 'RoleBinding');
    expect([name, await refused(name, bindings)]).toEqual([name, made]);
    const grants = [...(await said(name)).matchAll(/grant [^;]+? by (\w+ \S+) in/g)].map(([, object]) => object);
    expect([name, grants]).toEqual([name, namesOf(expected)]);
  }
});

test('the sentence names what an account lacks, and nothing else where it may do the rest', async () => {
  const sentence = await said('without');
  expect(sentence).toMatch(/, got no right to grant [^;]*get pods\/log[^;]* by Role prodigy-submitter in /);
  expect(await said('has-rights')).toBe('');
});
