import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClusterApi, ClusterRefusal, checkAccess } from '../../../stacks/pulumi/cluster-access';
import { connectTo } from '../../../stacks/pulumi/cluster-client';
import { Scratch } from '../../cli/prodigy';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const connection = { context: 'edge', server: 'https://203.0.113.1' };
const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } },
  { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a', namespace: 'team' } },
  { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'b', namespace: 'team' } },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'a', namespace: 'team' } },
];

const cluster = (change: Partial<ClusterApi> = {}): ClusterApi => ({
  hello: async () => undefined,
  may: async () => true,
  rules: async () => [],
  workingRuns: async () => [],
  roleAnnotations: async () => undefined,
  ...change,
});

test('a stack asks once for each kind what it will do to it', async () => {
  const asked: string[] = [];
  const may: ClusterApi['may'] = async (...question) => asked.push(question.join(' ')) > 0;
  await checkAccess(cluster({ may }), connection, objects);
  const verbs = ['get', 'create', 'patch', 'delete'];
  expect(asked.sort()).toEqual(
    ['  namespaces ', ' batch jobs team', ' networking.k8s.io networkpolicies team']
      .flatMap((about) => verbs.map((verb) => `${verb}${about}`))
      .sort(),
  );
});

const [role, binding] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'submitter', namespace: 'team' },
    rules: [
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'list'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'submitters', namespace: 'team' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'submitter' },
  },
] as const;

test('what an account may grant is one question, and beside it what could stand for what it lacks', async () => {
  const asked: string[] = [];
  const may: ClusterApi['may'] = async (...question) =>
    !['escalate', 'bind'].includes(question[0]) || asked.push(question.join(' ')) > 0;
  const ask = async (held: Awaited<ReturnType<ClusterApi['rules']>>) => {
    const rules = async (namespace: string) => {
      asked.push(`rules ${namespace}`);
      return held;
    };
    await checkAccess(cluster({ may, rules }), connection, [...objects, role, binding]);
    return asked.splice(0);
  };
  expect(await ask(role.rules)).toEqual(['rules team']);
  expect(await ask([])).toEqual([
    'rules team',
    'escalate rbac.authorization.k8s.io roles team',
    'bind rbac.authorization.k8s.io roles team submitter',
  ]);
});

test('what an account lacks and may not grant either is in the same sentence as the rest', async () => {
  const check = (lacking: readonly string[]) =>
    checkAccess(cluster({ may: async (verb) => !lacking.includes(verb) }), connection, [...objects, role, binding]);
  const grants = 'grant get pods/log and get, list jobs.batch by';
  await expect(check(['escalate', 'bind'])).rejects.toThrow(
    new Error(
      'the account of context edge must have every right that this stack needs, got no right to ' +
        `${grants} Role submitter in team; ${grants} RoleBinding submitters in team: ask the cluster's administrator for them; ` +
        'to grant a right takes the right itself, or escalate and bind of roles.rbac.authorization.k8s.io',
    ),
  );
  await expect(check(['bind', 'delete'])).rejects.toThrow(
    `got no right to delete namespaces; delete jobs.batch in team; delete networkpolicies.networking.k8s.io in team; ` +
      `delete roles.rbac.authorization.k8s.io in team; delete rolebindings.rbac.authorization.k8s.io in team; ` +
      `${grants} RoleBinding submitters in team: ask the cluster's administrator`,
  );
});

test.each<[string, Partial<ClusterApi>, string]>([
  [
    'does not answer',
    { hello: () => Promise.reject(new ClusterRefusal('unreachable', 'ECONNREFUSED')) },
    'the cluster of context edge must answer at https://203.0.113.1, got ECONNREFUSED: ' +
      'check the network, or the authentication and context of this stack',
  ],
  [
    'does not know who asks',
    { hello: () => Promise.reject(new ClusterRefusal('unknown', 'HTTP status 401')) },
    'the cluster of context edge must accept these credentials, got HTTP status 401: log in again, or check authentication',
  ],
  [
    'gives too few rights',
    { may: async (verb, _, resource) => resource === 'namespaces' || verb === 'get' },
    'the account of context edge must have every right that this stack needs, got no right to ' +
      'create, patch, delete jobs.batch in team; create, patch, delete networkpolicies.networking.k8s.io in team: ' +
      "ask the cluster's administrator for them",
  ],
])('a cluster that %s is one sentence', async (_, change, message) => {
  await expect(checkAccess(cluster(change), connection, objects)).rejects.toThrow(new Error(message));
});

/** An API server that answers as it is told. */
async function answering<T>(
  answer: (path: string) => [number, unknown],
  use: (api: ClusterApi) => Promise<T>,
  ...files: string[]
): Promise<T> {
  const server = createServer((request, response) => {
    const [status, body] = answer(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await use(await apiAt(port, ...files));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const apiAt = (port: number, folder?: string, authority?: string) =>
  connectTo({
    context: 'edge',
    folder,
    checked: JSON.stringify({
      contexts: [{ name: 'edge', context: { cluster: 'c', user: 'u' } }],
      clusters: [
        {
          name: 'c',
          cluster: {
            server: `http://127.0.0.1:${port}`,
            'insecure-skip-tls-verify': true,
            'certificate-authority': authority,
          },
        },
      ],
      users: [{ name: 'u', user: { token: 'clear' } }],
    }),
  });

test('what the API server says is what is known', async () => {
  const resourceRules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
  const answers = await answering(
    (path) =>
      path === '/version/'
        ? [200, { major: '1', minor: '34' }]
        : [201, { spec: {}, status: path.endsWith('rulesreviews') ? { resourceRules } : { allowed: false } }],
    async (api) => [await api.hello(), await api.may('get', '', 'pods', 'team'), await api.rules('team')],
  );
  expect(answers).toEqual([undefined, false, resourceRules]);
  await answering(
    () => [401, { kind: 'Status' }],
    (api) => expect(api.hello()).rejects.toEqual(new ClusterRefusal('unknown', 'HTTP status 401')),
  );
});

test('files that a kubeconfig names lie beside it', async () => {
  scratch.write('ca.crt', '');
  await answering(
    () => [200, { major: '1', minor: '34' }],
    (api) => api.hello(),
    scratch.path,
    'ca.crt',
  );
});

const jobOf = (run: string, annotation: string, condition?: string) => ({
  metadata: { name: run, labels: { 'prodigy.io/run-id': run }, annotations: { [annotation]: 'true' } },
  status: { conditions: condition === undefined ? [] : [{ type: condition, status: 'True' }] },
});

test('runs at work are those of Pulumi whose Job is not over', async () => {
  const items = [
    jobOf('works-1', 'pulumi.com/skipAwait'),
    jobOf('held-1', 'pulumi.com/waitFor', 'Suspended'),
    jobOf('done-1', 'pulumi.com/skipAwait', 'Complete'),
    jobOf('failed-1', 'pulumi.com/skipAwait', 'Failed'),
    jobOf('submitted-1', 'example.com/other'),
  ];
  const path = '/apis/batch/v1/namespaces/team/jobs?labelSelector=prodigy.io%2Frun-id';
  const runs = await answering(
    (asked) => (asked === path ? [200, { kind: 'JobList', items }] : [404, { kind: 'Status' }]),
    (api) => api.workingRuns('team'),
  );
  expect(runs).toEqual(['works-1', 'held-1']);
});

test('a Role is known by its annotations, and one that is not there by none', async () => {
  const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/team/roles/a';
  const known = await answering(
    (asked) => (asked === path ? [200, { metadata: { annotations: { b: 'c' } } }] : [404, { kind: 'Status' }]),
    async (api) => [await api.roleAnnotations('a', 'team'), await api.roleAnnotations('b', 'team')],
  );
  expect(known).toEqual([{ b: 'c' }, undefined]);
  await answering(
    () => [403, { kind: 'Status' }],
    (api) => expect(api.roleAnnotations('a', 'team')).rejects.toEqual(new ClusterRefusal('unknown', 'HTTP status 403')),
  );
});

test('nobody there is said without what was sent', async () => {
  const port = await answering(
    () => [200, {}],
    async () => 1,
  );
  await expect((await apiAt(port)).hello()).rejects.toMatchObject({ kind: 'unreachable' });
});
